// Puts a stream of the given size, reads it back, and prints what came of it with the growth of this process's memory.
import { createHash } from 'node:crypto';
import { openFileStore } from '../../../src/artifacts/index.js';

const [folder = '', megabytes = '1'] = process.argv.slice(2);
const store = openFileStore(folder);
const before = process.resourceUsage().maxRSS;

async function* body(): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < Number(megabytes); index++) yield new Uint8Array(1024 * 1024).fill(index);
}

const started = performance.now();
const stored = await store.put('demo', body());
const put = performance.now();
const hash = createHash('sha256');
for await (const chunk of store.read(stored.target)) hash.update(chunk);
const read = performance.now();
const growthMegabytes = (process.resourceUsage().maxRSS - before) / 1024;
console.log(
  JSON.stringify({ ...stored, readDigest: hash.digest('hex'), growthMegabytes, putMillis: put - started, readMillis: read - put }),
);
