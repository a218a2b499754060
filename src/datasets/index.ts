/**
 * Tables in and out: what `context.logDataset` stores, and what an input's `table()` gives back.
 *
 * ```ts
 * const dataset = await prepareDataset('mydf', [{ name: 'Amy', score: 70 }, { name: 'Jake' }]);
 * dataset.spec.schema;  // name: string; score: integer, nullable
 * dataset.status.stats; // score: count 1, nulls 1, mean 70, …
 * const table = await readTable(dataset.body as Uint8Array, 'parquet'); // an Arquero table
 * ```
 *
 * ## Storing: raw columns, typed columns, file
 *
 * `raw-columns.ts` takes an Arquero table, an array of objects or an object of columns apart. `columns.ts` finds each column's type and copies
 * its values: from here on the caller may do with the data what he likes. Everything else works on these copies: the file
 * (`parquet-writer.ts`, `text-writers.ts`), the preview, and the statistics (`statistics.ts` with `quartiles.ts` and `histogram.ts`).
 *
 * | values                                   | schema   | Parquet                   | pandas (with nulls)      |
 * | ---------------------------------------- | -------- | ------------------------- | ------------------------ |
 * | integers up to 2^53, bigints of 64 bits  | integer  | INT64                     | int64 (Int64)            |
 * | Int32Array and narrower                  | integer  | INT32                     | int32                    |
 * | fractions, NaN, the infinities           | number   | DOUBLE                    | float64                  |
 * | strings                                  | string   | STRING, dictionary        | str                      |
 * | booleans                                 | boolean  | BOOLEAN                   | bool (boolean)           |
 * | Dates                                    | datetime | TIMESTAMP, ms, UTC        | datetime64[ms, UTC]      |
 * | nested, mixed, nothing but nulls         | any      | JSON, with tagged values  | object: the JSON text    |
 *
 * Statistics are those of pandas' `describe()` and numpy's `histogram(values, 20)`, found by selection instead of sorting.
 *
 * ## Reading
 *
 * `open-table.ts` opens a body (`table-body.ts`) of any format as a `TableReader`: its columns with their types, and batches of columns in bounded
 * memory. Each format has a folder. `uniform-reader.ts` gives a column one type in all batches; `join-batches.ts` makes one table of them.
 *
 * ```ts
 * const reader = await openTableFile('large.csv', { delimiter: ';' });
 * for (const { name, type } of await reader.fields()) …
 * for await (const { rows, columns } of reader.batches({ ticks: true })) …
 * ```
 *
 * CSV and JSON have no schema: `fields()` reads them through once. A body that breaks off is an error wherever the format lets one see it.
 * @module
 */
export { prepareDataset } from './prepare-dataset.js';
export type { DatasetDescription, PreparedDataset } from './prepare-dataset.js';
export { formatOf } from './formats.js';
export type { TableFormat } from './formats.js';
export { openTable, openTableFile } from './open-table.js';
export { bytesBody, pathBody } from './table-body.js';
export type { Batch, FieldType, ScanOptions, TableBody, TableField, TableReader } from './table-reader.js';
export { readTable, readTableOf } from './read-table.js';
