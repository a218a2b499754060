import type { Compressors, FileMetaData, RowGroup, SchemaTree } from 'hyparquet';
import { InvalidDatasetError } from '../../core/index.js';
import { pickColumns } from '../pick-columns.js';
import { readable } from '../readable.js';
import type { Batch, ScanOptions, TableBody, TableField, TableReader } from '../table-reader.js';
import { narrowingOf, uniformReader } from '../uniform-reader.js';
import { compressorsFor } from './compressors.js';
import { groupBytes } from './group-bytes.js';
import { asyncBuffer, openParquetFile } from './parquet-file.js';
import { parquetColumnType } from './parquet-types.js';
import { PARSERS, convertColumn, physical } from './parquet-values.js';
import type { SchemaNotes } from './schema-notes.js';
import { noted, schemaNotes } from './schema-notes.js';
import { saidToBeWide } from './wide-columns.js';

/** Opens a Parquet file. A batch is a row group, of which only the wanted columns are fetched. */
export async function openParquet(body: TableBody): Promise<TableReader> {
  const { metadata } = await openParquetFile(body);
  const { parquetSchema } = await import('hyparquet');
  const file: Opened = {
    body,
    metadata,
    physical: physical(metadata),
    compressors: await compressorsFor(metadata),
    columns: parquetSchema(metadata).children,
  };
  const notes = await schemaNotes(metadata);
  const fields = await readable(body, 'a Parquet file', async () => fieldsOf(file, notes));
  // Maps among them, which have no type of their own.
  const nested = new Set(file.columns.flatMap(({ element, children }) => (children.length > 0 ? [element.name] : [])));
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  return uniformReader({
    rows: Number(metadata.num_rows),
    fields: async () => fields,
    scan: (options) => scan(file, options),
    narrowing: (column) => (nested.has(column) ? 'nested' : narrowingOf(types.get(column))),
    isWide: (column) => saidToBeWide(metadata, column, types.get(column)),
  });
}

interface Opened {
  readonly body: TableBody;
  readonly metadata: FileMetaData;
  /** The same, for values as they lie in the file. */
  readonly physical: FileMetaData;
  readonly compressors: Compressors;
  readonly columns: readonly SchemaTree[];
}

function fieldsOf({ body, columns }: Opened, notes: SchemaNotes): TableField[] {
  const names = columns.map(({ element }) => element.name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new InvalidDatasetError(body.name, `two of its columns are called ${JSON.stringify(twice)}`);
  return columns.map((node) => {
    const { name, repetition_type: repetition } = node.element;
    return { name, type: noted(parquetColumnType(node), notes.get(name)), nullable: repetition !== 'REQUIRED' };
  });
}

async function* scan(
  file: Opened,
  { columns: wanted, limit = Infinity, needs, ticks = false }: ScanOptions,
): AsyncGenerator<Batch, void, undefined> {
  const names = pickColumns(
    file.body.name,
    file.columns.map(({ element }) => element.name),
    wanted,
  );
  let start = 0;
  for (const [index, group] of file.metadata.row_groups.entries()) {
    const rows = Math.min(Number(group.num_rows), limit - start);
    if (rows <= 0) break;
    if (needs?.(start, start + rows) !== false) yield await readGroup(file, { index, start, rows, names, ticks });
    start += Number(group.num_rows);
  }
}

interface Part {
  /** Of the row group. */
  readonly index: number;
  readonly start: number;
  readonly rows: number;
  readonly names: readonly string[];
  readonly ticks: boolean;
}

async function readGroup(file: Opened, { index, start, rows, names, ticks }: Part): Promise<Batch> {
  const { parquetScan } = await import('hyparquet');
  const group = file.physical.row_groups[index] as RowGroup;
  return await readable(file.body, 'a Parquet file', async () => {
    const bytes = await groupBytes(file.body, group, new Set(names));
    // The group as a file of its own: the library plans for all groups there are.
    const metadata = { ...file.physical, num_rows: group.num_rows, row_groups: [group] };
    const opened = await parquetScan({
      file: names.length === 0 ? asyncBuffer(file.body) : bytes,
      metadata,
      compressors: file.compressors,
      parsers: PARSERS,
      utf8: false,
      useOffsetIndex: false,
    });
    const columns = new Map<string, ArrayLike<unknown>>();
    for (const name of names) {
      const values = await opened.readColumn({ column: name, rowStart: 0, rowEnd: rows });
      if (values.length !== rows) throw new Error(`column ${JSON.stringify(name)} has ${values.length} of ${rows} rows`);
      const node = file.columns.find(({ element }) => element.name === name);
      columns.set(name, node ? convertColumn(values, node, ticks) : values);
    }
    return { start, rows, columns };
  });
}
