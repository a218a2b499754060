// Puts one body at a given time, many times over, in several ways.
import { setTimeout as sleep } from 'node:timers/promises';
import { openFileStore } from '../../../src/artifacts/index.js';

const [folder = '', time = '0'] = process.argv.slice(2);
const store = openFileStore(folder);
const targets = new Set<string>();
await sleep(Number(time) - Date.now());
for (let round = 0; round < 20; round++) {
  const body = new Uint8Array(200_000).fill(round);
  const source =
    round % 2 === 0
      ? body
      : (async function* () {
          yield body.subarray(0, 70_000);
          yield body.subarray(70_000);
        })();
  targets.add((await store.put('demo', source)).target);
}
console.log(JSON.stringify([...targets].sort()));
