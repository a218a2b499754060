import { InvalidArgumentError } from '../core/index.js';
import type { CsvOptions, TableReading } from '../sdk/index.js';
import { arqueroTable, toArquero } from './arquero-table.js';
import { arrowTable } from './arrow/arrow-table.js';
import { convertTable } from './convert-table.js';
import { knownFormat, openTable } from './open-table.js';
import { queryParquet } from './sql/query-parquet.js';
import { queryTable } from './sql/query-table.js';
import { sampleRows } from './sample-rows.js';
import { bytesBody } from './table-body.js';
import type { TableBody, TableReader } from './table-reader.js';
import { formatColumnType } from './types/column-type.js';

/** A body whose media type is known. */
interface TypedBody extends TableBody {
  readonly mediaType: string;
}

/** Where a table is read from; see `TableSource` of the artifacts, which it is. */
export interface ReadingSource {
  /** Fetched as it is asked for. */
  parts(): Promise<TypedBody>;
  /** Whole and checked. */
  whole(): Promise<TypedBody>;
  local(): Promise<string>;
}

const HEAD_ROWS = 20;

/** The ways to read a body as a table. */
export function tableReading(source: ReadingSource): TableReading {
  const whole = async (options?: CsvOptions): Promise<TableReader> => await opened(await source.whole(), options);
  // What has a table of contents is read where it lies, and the rest is needed whole anyway.
  const partial = async (options?: CsvOptions): Promise<TableReader> => {
    const body = await source.parts();
    return knownFormat(body.name, body.mediaType) === 'parquet' ? await opened(body) : await whole(options);
  };
  return {
    table: async (options) => await arqueroTable(await whole(options)),
    async *rows<T>(options?: CsvOptions) {
      for await (const rows of objectBatches(await whole(options))) yield* rows as T[];
    },
    async allRows<T>(options?: CsvOptions) {
      const all: T[] = [];
      for await (const rows of objectBatches(await whole(options))) for (const row of rows) all.push(row as T);
      return all;
    },
    columns: async (names, options) => await arqueroTable(await partial(options), { columns: names }),
    head: async (n = HEAD_ROWS, options) => await arqueroTable(await opened(await source.parts(), options), { limit: count(n, 'head') }),
    sample: async (n, { seed = Math.floor(Math.random() * 2 ** 32), ...options } = {}) => {
      const reader = await partial(options);
      return await toArquero(reader, await sampleRows(reader, count(n, 'sample'), seed));
    },
    schema: async (options) => {
      const fields = await (await partial(options)).fields();
      return fields.map(({ name, type, nullable }) => ({ name, type: formatColumnType(type), nullable }));
    },
    async arrow(options) {
      const body = await source.whole();
      if (knownFormat(body.name, body.mediaType) === 'arrow') return await arrowTable(body);
      const stream = await gathered(convertTable(body.name, await opened(body, options), 'arrow'));
      return await arrowTable(bytesBody(body.name, stream));
    },
    async sql<T>(query: string, options?: CsvOptions) {
      const { name, mediaType } = await source.parts();
      const isParquet = knownFormat(name, mediaType) === 'parquet';
      const rows = isParquet
        ? await queryParquet({ name, path: await source.local() }, query)
        : await queryTable(name, await whole(options), query);
      return rows as T[];
    },
  };
}

async function opened(body: TypedBody, options?: CsvOptions): Promise<TableReader> {
  return await openTable(body, knownFormat(body.name, body.mediaType), options);
}

async function* objectBatches(reader: TableReader): AsyncGenerator<readonly Readonly<Record<string, unknown>>[], void, undefined> {
  if (reader.objects !== undefined) return yield* reader.objects();
  for await (const { rows, columns } of reader.batches()) {
    const pairs = [...columns];
    const objects = new Array<Record<string, unknown>>(rows);
    for (let row = 0; row < rows; row++) {
      const object: Record<string, unknown> = {};
      for (const [name, values] of pairs) object[name] = values[row] ?? null;
      objects[row] = object;
    }
    yield objects;
  }
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

function count(n: number, method: string): number {
  if (Number.isSafeInteger(n) && n >= 0) return n;
  throw new InvalidArgumentError(`${method}() takes a count of rows: an integer from 0, not ${String(n)}.`);
}
