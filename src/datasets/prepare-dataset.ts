import type { ArtifactSpec, ArtifactStatus } from '../core/index.js';
import { DatasetViolationError, InvalidDatasetError } from '../core/index.js';
import type { DatasetOptions, TableLike } from '../sdk/index.js';
import type { TypedTable } from './columns.js';
import type { RowsDescribed } from './dataset-record.js';
import { DatasetRecord } from './dataset-record.js';
import type { DatasetPlan } from './dataset-plan.js';
import { planDataset } from './dataset-plan.js';
import { violationText } from './expect/violations.js';
import type { FileInput } from './input/file-input.js';
import { fileParts, lookAtFile } from './input/file-input.js';
import type { Input } from './input/open-input.js';
import { openInput, reading } from './input/open-input.js';
import { openTypedStream, partRows, parts } from './input/typed-stream.js';
import type { TableLayout } from './table-layout.js';
import type { RawPart } from './types/typed-tables.js';
import { findTypes, layoutOf, typedTable, withNamed } from './types/typed-tables.js';
import { MEDIA_TYPE, encodeTable } from './write/encode-table.js';

/** A dataset ready to be stored. */
export interface PreparedDataset {
  /** A small table comes whole, a Parquet file stays a file. Anything else is made as it is read, can be read once, and throws what is wrong with a stream. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | LocalBody;
  /** `<key>.<format>` */
  readonly fileName: string;
  readonly mediaType: string;
  /** What its record says. To be asked once, when the body was read to its end. */
  readonly describe: () => Promise<DatasetDescription>;
}

/** A file that is the body as it is. */
export interface LocalBody {
  readonly localPath: string;
}

/** The parts of a record that are a dataset's own. */
export interface DatasetDescription {
  readonly spec: Pick<ArtifactSpec, 'fileName' | 'schema' | 'header' | 'length' | 'labelColumn' | 'format'>;
  readonly status: Pick<ArtifactStatus, 'preview' | 'stats' | 'expectations'>;
  /** What somebody should know: rows that are not as expected. */
  readonly warning?: string;
}

/**
 * Makes the file and the record's parts of a dataset. A table is read before this returns its promise: what the caller changes afterwards
 * does not change what is stored. A stream is read as the body is.
 *
 * @throws {InvalidDatasetError} when `data` is no table or holds what cannot be stored, or when it lacks the label column.
 * @throws {InvalidArgumentError} for options that make no sense. `describe` throws DatasetViolationError.
 */
export async function prepareDataset(key: string, data: TableLike, options: DatasetOptions = {}): Promise<PreparedDataset> {
  const plan = planDataset(key, options);
  const input = reading(key, () => openInput(key, data, options.streamOf));
  const made = await madeOf(plan, input);
  const fileName = `${key}.${plan.format}`;
  return {
    body: made.body,
    fileName,
    mediaType: MEDIA_TYPE[plan.format],
    describe: async () => {
      const { spec, status } = await made.describe();
      const { labelColumn, format } = plan;
      const warning = judged(plan);
      return {
        spec: { fileName, format, ...spec, ...(labelColumn !== undefined && { labelColumn }) },
        status: { ...status, ...(plan.expectations && { expectations: plan.expectations.report() }) },
        ...(warning !== undefined && { warning }),
      };
    },
  };
}

// What becomes of rows that are not as expected.
function judged({ key, expectations, onViolation }: DatasetPlan): string | undefined {
  const report = expectations?.report();
  if (report === undefined || report.count === 0) return undefined;
  const found = violationText(report);
  if (onViolation === 'fail') throw new DatasetViolationError(key, found, report);
  return `Dataset ${JSON.stringify(key)} is not as expected: ${found}`;
}

async function madeOf(plan: DatasetPlan, input: Input): Promise<Made> {
  if (input.kind === 'table') return await ofTable(plan, input.table);
  if (input.kind === 'stream') return ofStream(plan, input.parts);
  const file = await lookAtFile(plan.key, input.file);
  return isStoredAsIs(plan, file) ? ofParquetFile(plan, file) : ofStream(plan, fileParts(file, plan.types));
}

/** What a record would say of a dataset, without making its file. A stream is read to its end. */
export async function describeDataset(key: string, data: TableLike, options: DatasetOptions = {}): Promise<RowsDescribed> {
  const plan = planDataset(key, options);
  const input = reading(key, () => openInput(key, data, options.streamOf));
  if (input.kind === 'table') return typedInput(plan, input.table).describe();
  return await describeStream(plan, input.kind === 'stream' ? input.parts : fileParts(await lookAtFile(key, input.file), plan.types));
}

async function describeStream(plan: DatasetPlan, stream: AsyncIterable<RawPart>): Promise<RowsDescribed> {
  const { tables, record } = await openStream(plan, stream);
  for await (const table of tables) await watch(table, plan, record);
  return record.described();
}

function isStoredAsIs({ format, types, recompresses }: DatasetPlan, file: FileInput): boolean {
  return file.format === 'parquet' && format === 'parquet' && types.size === 0 && !recompresses;
}

function ofParquetFile(plan: DatasetPlan, file: FileInput): Made {
  return { body: { localPath: file.path }, describe: () => describeStream(plan, fileParts(file, plan.types)) };
}

interface Made {
  readonly body: PreparedDataset['body'];
  readonly describe: () => Promise<RowsDescribed>;
}

interface TypedInput {
  readonly typed: TypedTable;
  readonly layout: TableLayout;
  readonly describe: () => Promise<RowsDescribed>;
}

// Copies: what the caller does to the table afterwards does not change them.
function typedInput(plan: DatasetPlan, table: RawPart['table']): TypedInput {
  const part = { table, firstRow: 0 };
  const { typing, typed } = reading(plan.key, () => {
    const found = findTypes(plan.key, [part], plan.types);
    // Without rows nothing else can say what the columns are; with rows, one that none of them has is a mistake.
    const typing = table.rows === 0 ? withNamed(found, plan.types) : found;
    return { typing, typed: typedTable(typing, part) };
  });
  const nulls = typed.columns.map((column) => column.nulls);
  const layout = layoutOf(typing, nulls);
  checkColumns(plan, layout);
  const describe = async () => {
    const record = new DatasetRecord(layout, { ...plan, limits: { numbers: Infinity, texts: Infinity } });
    await watch(typed, plan, record);
    return record.described();
  };
  return { typed, layout, describe };
}

async function ofTable(plan: DatasetPlan, table: RawPart['table']): Promise<Made> {
  const { typed, layout, describe } = typedInput(plan, table);
  const size = partRows(typed.columns.length);
  const body = encodeTable(layout, parts(typed, size), plan);
  return { body: typed.rows <= size ? await whole(body) : body, describe };
}

/** What the statistics of a stream may keep: numbers of all columns together, and different texts of each. */
const STREAM_NUMBERS = 4_000_000;
const MOST_NUMBERS = 1_000_000;
const FEWEST_NUMBERS = 10_000;
const STREAM_TEXTS = 50_000;

function ofStream(plan: DatasetPlan, stream: AsyncIterable<RawPart>): Made {
  let record: DatasetRecord | undefined;
  async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
    const opened = await openStream(plan, stream);
    record = opened.record;
    yield* encodeTable(opened.layout, watched(opened.tables, plan, record), plan);
  }
  const describe = async () => {
    if (!record) throw new InvalidDatasetError(plan.key, 'it was not read');
    return record.described();
  };
  return { body: body(), describe };
}

interface OpenStream {
  readonly layout: TableLayout;
  readonly tables: AsyncIterable<TypedTable>;
  readonly record: DatasetRecord;
}

async function openStream(plan: DatasetPlan, stream: AsyncIterable<RawPart>): Promise<OpenStream> {
  const { typing, tables } = await openTypedStream(plan.key, stream, {
    types: plan.types,
    check: (found) => checkColumns(plan, layoutOf(found)),
  });
  const layout = layoutOf(typing);
  const numbers = Math.floor(STREAM_NUMBERS / Math.max(1, layout.columns.length));
  const limits = { numbers: Math.max(FEWEST_NUMBERS, Math.min(MOST_NUMBERS, numbers)), texts: STREAM_TEXTS };
  return { layout, tables, record: new DatasetRecord(layout, { ...plan, limits }) };
}

async function* watched(
  tables: AsyncIterable<TypedTable>,
  plan: DatasetPlan,
  record: DatasetRecord,
): AsyncGenerator<TypedTable, void, undefined> {
  for await (const table of tables) {
    await watch(table, plan, record);
    yield table;
  }
}

async function watch(table: TypedTable, { expectations }: DatasetPlan, record: DatasetRecord): Promise<void> {
  record.add(table);
  await expectations?.check(table);
}

function checkColumns({ key, labelColumn, types, expectations }: DatasetPlan, { columns }: TableLayout): void {
  const header = columns.map(({ name }) => name);
  const missing = expectations?.columns.find((name) => !header.includes(name));
  if (missing !== undefined)
    throw new InvalidDatasetError(key, `a column ${JSON.stringify(missing)} is expected, and its columns are ${header.join(', ')}`);
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
