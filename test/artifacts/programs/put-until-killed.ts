// Puts body after body, large and small, and says so when the first is there and the next is half written.
import { openFileStore } from '../../../src/artifacts/index.js';

const [folder = ''] = process.argv.slice(2);
const store = openFileStore(folder);

async function* half(seed: number): AsyncGenerator<Uint8Array> {
  for (let chunk = 0; chunk < 40; chunk++) {
    yield new Uint8Array(50_000).fill(seed);
    if (seed === 1 && chunk === 20) console.log('half');
  }
}

for (let seed = 0; ; seed++) await store.put('demo', seed % 3 === 2 ? new TextEncoder().encode(`body ${seed}`) : half(seed));
