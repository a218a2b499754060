/**
 * Tables in and out: what `context.logDataset` stores, and what an input's `table()` gives back.
 *
 * ```ts
 * const dataset = await prepareDataset('mydf', [{ name: 'Amy', score: 70 }, { name: 'Jake' }]);
 * for await (const bytes of store(dataset.body)) …  // the file, made as it is read
 * const { spec, status } = await dataset.describe();
 * spec.schema;  // name: string; score: integer, nullable
 * status.stats; // score: count 1, nulls 1, mean 70, …
 * ```
 *
 * ## Storing: raw columns, typed columns, file
 *
 * `input/` takes data apart into raw columns (`raw-columns.ts`), all at once or part by part. `types/` finds each column's type and copies its values
 * (`columns.ts`): from here on the caller may do with the data what he likes. `write/` and `parquet/` make the file of typed parts, and `dataset-record.ts`
 * watches them go by for the record: preview, counts, statistics (`stats/`).
 *
 * | values                                   | type           | schema   | Parquet                   | pandas (with nulls)      |
 * | ---------------------------------------- | -------------- | -------- | ------------------------- | ------------------------ |
 * | integers up to 2^53, bigints of 64 bits  | int64          | integer  | INT64                     | int64 (Int64)            |
 * | Int32Array and narrower                  | int32          | integer  | INT32                     | int32 (Int32)            |
 * | fractions, NaN, the infinities           | float64        | number   | DOUBLE                    | float64                  |
 * | Float32Array                             | float32        | number   | FLOAT                     | float32                  |
 * | strings                                  | string         | string   | STRING                    | str                      |
 * | booleans                                 | boolean        | boolean  | BOOLEAN                   | bool (boolean)           |
 * | Dates                                    | timestamp[UTC] | datetime | TIMESTAMP, ms, UTC        | datetime64[ms, UTC]      |
 * | lists of one type                        | list           | any      | LIST                      | object: arrays           |
 * | objects with the same keys               | struct         | any      | group                     | object: dicts            |
 * | nested and mixed, nothing but nulls      | json           | any      | JSON, with tagged values  | object: the JSON text    |
 *
 * docs/datasets.md has all types. Statistics are those of pandas' `describe()` and numpy's `histogram(values, 20)`, found by selection instead of sorting.
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
export { describeDataset, prepareDataset } from './prepare-dataset.js';
export type { DatasetDescription, PreparedDataset } from './prepare-dataset.js';
export { formatOf } from './formats.js';
export type { TableFormat } from './formats.js';
export { openTable, openTableFile } from './open-table.js';
export { bytesBody } from './table-body.js';
export type { Batch, ScanOptions, TableBody, TableField, TableReader } from './table-reader.js';
export { readTable, readTableOf } from './read-table.js';
export { tableReading } from './table-reading.js';
export type { ReadingSource } from './table-reading.js';
