// Puts a file into a store and reads it back, in a process of its own, whose memory is that alone. Prints milliseconds, and by how many megabytes it grew.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { fileBody, openArtifactStore } from '../dist/artifacts/index.js';

const [url = '', path = '', how = 'file'] = process.argv.slice(2);
const store = await openArtifactStore(url);
// What the store loads is not what the body takes.
const warm = await store.put('bench', new Uint8Array([1]));
for await (const _ of store.read(warm.target));
const size = statSync(path).size;

async function* stream() {
  for await (const chunk of fileBody(path)) yield chunk;
}

const before = process.resourceUsage().maxRSS;
const start = performance.now();
const stored = await store.put('bench', how === 'stream' ? stream() : fileBody(path));
const put = performance.now();
const hash = createHash('sha256');
for await (const chunk of store.read(stored.target)) hash.update(chunk);
const read = performance.now();
const growth = (process.resourceUsage().maxRSS - before) / 1024;
if (hash.digest('hex') !== stored.sha256 || stored.size !== size) throw new Error('what was read is not what was put');
await store.delete(stored.target);
console.log(JSON.stringify({ putMillis: put - start, readMillis: read - put, growthMegabytes: growth }));
