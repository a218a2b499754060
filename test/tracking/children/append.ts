import { openTrackingStore } from '../../../src/tracking/index.js';

// Appends events to the first attempt of a run, one commit each, and says each seq once it is acknowledged.
const [url = '', uid = '', count = '0'] = process.argv.slice(2);
const store = await openTrackingStore(url);
for (let seq = 1; seq <= Number(count); seq += 1) {
  const [refusal] = await store.append([
    { uid, attempt: 1, events: [{ seq, time: Date.now(), type: 'metric', key: 'm', step: seq, value: seq }] },
  ]);
  if (refusal !== undefined) throw refusal;
  // Said only when the pipe has it: what waits in this process would die with it.
  await new Promise((resolve) => process.stdout.write(`${seq}\n`, resolve));
}
await store.close();
