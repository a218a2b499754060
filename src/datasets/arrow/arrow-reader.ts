import type { Column, Field, Table } from '@uwdata/flechette';
import { InvalidDatasetError } from '../../core/index.js';
import { PER_MILLISECOND, dateOfTick, datesOfTicks } from '../exact-values.js';
import type { Narrowing } from '../narrow.js';
import { pickColumns } from '../pick-columns.js';
import { readable } from '../readable.js';
import type { Batch, ScanOptions, TableBody, TableField, TableReader } from '../table-reader.js';
import { narrowingOf, uniformReader } from '../uniform-reader.js';
import { arrowConversion, arrowColumnType, isTimestamp, tickFactor, tickUnit } from './arrow-types.js';
import type { IpcMessage } from './ipc-messages.js';
import { MESSAGE, ipcMessages } from './ipc-messages.js';
import { withoutNullNodes } from './null-nodes.js';
import { uncompressed } from './ipc-compression.js';

/** Reads Arrow IPC, the file and the stream format, one record batch at a time. */
export function openArrow(body: TableBody): TableReader {
  let fields: Promise<readonly TableField[]> | undefined;
  const narrowings = new Map<string, Narrowing>();
  const read = (): Promise<readonly TableField[]> =>
    (fields ??= fieldsOf(body).then((found) => {
      for (const { name, type } of found) {
        // Maps and unions among them, which have no type of their own.
        const narrowing = type.kind === 'json' ? 'nested' : narrowingOf(type);
        if (narrowing !== undefined) narrowings.set(name, narrowing);
      }
      return found;
    }));
  async function* scanned(options: ScanOptions): AsyncGenerator<Batch, void, undefined> {
    await read();
    yield* scan(body, options);
  }
  return uniformReader({ fields: read, scan: scanned, narrowing: (column) => narrowings.get(column), isWide: () => undefined });
}

async function fieldsOf(body: TableBody): Promise<readonly TableField[]> {
  for await (const { schema } of tables(body)) {
    return schema.fields.map(({ name, type, nullable }) => ({ name, type: arrowColumnType(type), nullable }));
  }
  throw new InvalidDatasetError(body.name, 'it is not Arrow data that can be read: it has no schema');
}

async function* scan(
  body: TableBody,
  { columns: wanted, limit = Infinity, needs, ticks = false }: ScanOptions,
): AsyncGenerator<Batch, void, undefined> {
  let start = 0;
  for await (const table of tables(body)) {
    const names = pickColumns(body.name, table.names, wanted);
    const rows = Math.min(table.numRows, limit - start);
    if (rows > 0 && needs?.(start, start + rows) !== false) {
      const columns = new Map(names.map((name) => [name, valuesOf(table.getChild(name), rows, ticks)]));
      yield { start, rows, columns };
    }
    start += rows;
    if (start >= limit) return;
  }
}

/** One table a record batch, after an empty one that has the schema. */
async function* tables(body: TableBody): AsyncGenerator<Table, void, undefined> {
  const { tableFromIPC } = await import('@uwdata/flechette');
  const options = { useDate: true, useBigInt: true, useDecimalBigInt: true };
  const before: Uint8Array[] = [];
  const messages = plainMessages(body);
  try {
    for (;;) {
      const next = await readable(body, 'Arrow data', () => messages.next());
      if (next.done === true) return;
      const { kind, bytes } = next.value;
      if (kind === MESSAGE.schema || kind === MESSAGE.dictionary) before.push(bytes);
      if (kind === MESSAGE.schema) yield await readable(body, 'Arrow data', async () => tableFromIPC([bytes], options));
      if (kind === MESSAGE.batch) yield await readable(body, 'Arrow data', async () => tableFromIPC([...before, bytes], options));
    }
  } finally {
    await messages.return();
  }
}

/** The messages of a body as the library can read them. */
export async function* plainMessages(body: TableBody): AsyncGenerator<IpcMessage, void, undefined> {
  const { tableFromIPC } = await import('@uwdata/flechette');
  let fields: readonly Field[] = [];
  for await (const message of ipcMessages(body)) {
    const plain = await uncompressed(message);
    if (plain.kind === MESSAGE.schema) ({ fields } = tableFromIPC([plain.bytes]).schema);
    yield plain.kind === MESSAGE.batch ? withoutNullNodes(plain, fields) : plain;
  }
}

function valuesOf(column: Column<unknown>, rows: number, ticks: boolean): ArrayLike<unknown> {
  const { type } = column;
  if (isTimestamp(type)) return timesOf(column, rows, ticks);
  const convert = arrowConversion(type);
  const values = column.toArray();
  const all = rows < column.length ? values.slice(0, rows) : values;
  return convert === undefined ? all : Array.from(all, (value) => (value === null || value === undefined ? null : convert(value)));
}

function timesOf(column: Column<unknown>, rows: number, ticks: boolean): ArrayLike<unknown> {
  const { type } = column;
  const [batch] = column.data;
  if (!isTimestamp(type) || batch === undefined) return [];
  const perMillisecond = PER_MILLISECOND[tickUnit(type)];
  const factor = tickFactor(type);
  const raw = (batch.values as BigInt64Array).subarray(0, rows);
  const values = factor === 1n ? raw : raw.map((tick) => tick * factor);
  if (batch.nullCount === 0) return ticks ? values : datesOfTicks(values, perMillisecond);
  return Array.from(values, (tick, row) => (!batch.isValid(row) ? null : ticks ? tick : dateOfTick(tick, perMillisecond)));
}
