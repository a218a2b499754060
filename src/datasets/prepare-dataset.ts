import type { ArtifactSpec, ArtifactStatus } from '../core/index.js';
import { InvalidDatasetError } from '../core/index.js';
import type { DatasetOptions, TableLike } from '../sdk/index.js';
import type { TypedTable } from './columns.js';
import type { RowsDescribed } from './dataset-record.js';
import { DatasetRecord } from './dataset-record.js';
import type { DatasetPlan } from './dataset-plan.js';
import { planDataset } from './dataset-plan.js';
import { openInput } from './input/open-input.js';
import { openTypedStream, partRows, parts } from './input/typed-stream.js';
import type { TableLayout } from './table-layout.js';
import type { RawPart } from './types/typed-tables.js';
import { findTypes, layoutOf, typedTable } from './types/typed-tables.js';
import { MEDIA_TYPE, encodeTable } from './write/encode-table.js';

/** A dataset ready to be stored. */
export interface PreparedDataset {
  /** A small table comes whole. Anything else is made as it is read, can be read once, and throws what is wrong with a stream. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** `<key>.<format>` */
  readonly fileName: string;
  readonly mediaType: string;
  /** What its record says. To be asked once, when the body was read to its end. */
  readonly describe: () => Promise<DatasetDescription>;
}

/** The parts of a record that are a dataset's own. */
export interface DatasetDescription {
  readonly spec: Pick<ArtifactSpec, 'fileName' | 'schema' | 'header' | 'length' | 'labelColumn' | 'format'>;
  readonly status: Pick<ArtifactStatus, 'preview' | 'stats'>;
}

/**
 * Makes the file and the record's parts of a dataset. A table is read before this returns its promise: what the caller changes afterwards
 * does not change what is stored. A stream is read as the body is.
 *
 * @throws {InvalidDatasetError} when `data` is no table or holds what cannot be stored, or when it lacks the label column.
 * @throws {InvalidArgumentError} for options that make no sense.
 */
export async function prepareDataset(key: string, data: TableLike, options: DatasetOptions = {}): Promise<PreparedDataset> {
  const plan = planDataset(key, options);
  const input = openInput(key, data, options.streamOf);
  const made = input.kind === 'table' ? await ofTable(plan, input) : ofStream(plan, input.parts);
  const fileName = `${key}.${plan.format}`;
  return {
    body: made.body,
    fileName,
    mediaType: MEDIA_TYPE[plan.format],
    describe: async () => {
      const { spec, status } = await made.describe();
      const { labelColumn, format } = plan;
      return { spec: { fileName, format, ...spec, ...(labelColumn !== undefined && { labelColumn }) }, status };
    },
  };
}

interface Made {
  readonly body: PreparedDataset['body'];
  readonly describe: () => Promise<RowsDescribed>;
}

async function ofTable(plan: DatasetPlan, { table }: { readonly table: RawPart['table'] }): Promise<Made> {
  const part = { table, firstRow: 0 };
  const typing = findTypes(plan.key, [part], plan.types);
  const typed = typedTable(typing, part);
  // Everything above has happened when the promise is handed out; what is below works on copies.
  const layout = layoutOf(
    typing,
    typed.columns.map((column) => column.nulls),
  );
  checkColumns(plan, layout);
  const size = partRows(typed.columns.length);
  const body = encodeTable(layout, parts(typed, size), plan);
  const describe = async () => described(layout, plan, [typed]);
  return { body: typed.rows <= size ? await whole(body) : body, describe };
}

function described(layout: TableLayout, plan: DatasetPlan, tables: readonly TypedTable[]): RowsDescribed {
  const record = new DatasetRecord(layout, { ...plan, limits: { numbers: Infinity, texts: Infinity } });
  for (const table of tables) record.add(table);
  return record.described();
}

/** What the statistics of a stream may keep: numbers of all columns together, and different texts of each. */
const STREAM_NUMBERS = 4_000_000;
const MOST_NUMBERS = 1_000_000;
const FEWEST_NUMBERS = 10_000;
const STREAM_TEXTS = 50_000;

function ofStream(plan: DatasetPlan, stream: AsyncIterable<RawPart>): Made {
  let record: DatasetRecord | undefined;
  async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
    const { typing, tables } = await openTypedStream(plan.key, stream, plan.types);
    const layout = layoutOf(typing);
    checkColumns(plan, layout);
    const numbers = Math.floor(STREAM_NUMBERS / Math.max(1, layout.columns.length));
    const limits = { numbers: Math.max(FEWEST_NUMBERS, Math.min(MOST_NUMBERS, numbers)), texts: STREAM_TEXTS };
    record = new DatasetRecord(layout, { ...plan, limits });
    yield* encodeTable(layout, watched(tables, record), plan);
  }
  return {
    body: body(),
    describe: async () => {
      if (!record) throw new InvalidDatasetError(plan.key, 'it was not read');
      return record.described();
    },
  };
}

async function* watched(tables: AsyncIterable<TypedTable>, record: DatasetRecord): AsyncGenerator<TypedTable, void, undefined> {
  for await (const table of tables) {
    record.add(table);
    yield table;
  }
}

function checkColumns({ key, labelColumn, types }: DatasetPlan, { columns }: TableLayout): void {
  const header = columns.map(({ name }) => name);
  if (labelColumn !== undefined && !header.includes(labelColumn))
    throw new InvalidDatasetError(key, `its label column ${JSON.stringify(labelColumn)} is not one of its columns (${header.join(', ')})`);
  const unknown = [...types.keys()].find((name) => !header.includes(name));
  if (unknown !== undefined)
    throw new InvalidDatasetError(
      key,
      `types has a column ${JSON.stringify(unknown)}, which is not one of its columns (${header.join(', ')})`,
    );
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all.length === 1 && all[0] ? all[0] : new Uint8Array(Buffer.concat(all));
}
