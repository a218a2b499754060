import { openTypedStream } from './input/typed-stream.js';
import type { TableReader } from './table-reader.js';
import type { RawPart } from './types/typed-tables.js';
import { layoutOf } from './types/typed-tables.js';
import { encodeTable } from './write/encode-table.js';

/** The bytes of a table that is read, in another format; no more than a part of it is in memory. `name` is what errors call it. */
export async function* convertTable(
  name: string,
  reader: TableReader,
  format: 'parquet' | 'arrow',
): AsyncGenerator<Uint8Array, void, undefined> {
  const types = new Map((await reader.fields()).map((field) => [field.name, field.type]));
  async function* parts(): AsyncGenerator<RawPart, void, undefined> {
    for await (const { rows, columns, start } of reader.looseBatches({ ticks: true })) yield { table: { rows, columns }, firstRow: start };
  }
  const { typing, tables } = await openTypedStream(name, parts(), { types, check: () => undefined });
  yield* encodeTable(layoutOf(typing), tables, { format, compression: 'snappy' });
}
