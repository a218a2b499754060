import { openTrackingStore } from '../../../src/tracking/index.js';

// Opens the database at the given moment, so that several processes do it at once, and an attempt of the run with it.
const [url = '', uid = '', at = '0'] = process.argv.slice(2);
while (Date.now() < Number(at));
const store = await openTrackingStore(url);
const opened = await store.openAttempt({
  run: { uid, name: 'n', project: 'p', kind: 'local' },
  nonce: String(process.pid),
  labels: {},
  parameters: {},
  inputs: {},
  time: Date.now(),
});
console.log(opened.attempt);
await store.close();
