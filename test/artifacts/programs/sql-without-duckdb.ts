// Queries a file where no package of the name @duckdb/node-api can be found, and prints the error.
import { register } from 'node:module';
import { createDataItem, openMemoryStore } from '../../../src/artifacts/index.js';
import type { TidemarkError } from '../../../src/core/index.js';
import { tableReading } from '../../../src/datasets/index.js';

const nowhere = `export const resolve = (name, context, next) => next(name === '@duckdb/node-api' ? '@duckdb/not-installed' : name, context);`;
register(`data:text/javascript,${encodeURIComponent(nowhere)}`);

const [path = '', scratch = ''] = process.argv.slice(2);
const item = createDataItem({ key: 'data', uri: path, store: openMemoryStore(), scratch, readTables: tableReading });
const { name, code, message } = await item.sql('select 1').then(
  () => new Error('found') as TidemarkError,
  (error: unknown) => error as TidemarkError,
);
console.log(JSON.stringify({ name, code, message }));
