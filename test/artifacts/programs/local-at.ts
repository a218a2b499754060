// Asks for a local copy of a stored body at a given time, and prints its path and digest.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArtifactRecord } from '../../../src/core/index.js';
import { tableReading } from '../../../src/datasets/index.js';
import { createDataItem, digestFile, openFileStore } from '../../../src/artifacts/index.js';

const [folder = '', scratch = '', recordJson = '', time = '0'] = process.argv.slice(2);
const record = JSON.parse(recordJson) as ArtifactRecord;
const item = createDataItem({
  key: 'model',
  uri: record.uri,
  record: async () => record,
  store: openFileStore(folder),
  scratch,
  readTables: tableReading,
});
await sleep(Number(time) - Date.now());
const path = await item.local();
console.log(JSON.stringify({ path, ...(await digestFile(path)) }));
