import type { Column } from '../columns.js';
import { arrowType } from '../parquet/arrow-schema.js';
import type { TableLayout } from '../table-layout.js';
import type { ColumnType } from '../types/column-type.js';
import type { Parts } from './text-writers.js';

/** The end of an Arrow stream: a message of no length. */
const END_BYTES = 8;

/**
 * The Arrow IPC stream format, a record batch for each part. Categories are plain text, as a dictionary would have to be known before the first batch.
 */
export async function* writeArrow(layout: TableLayout, parts: Parts): AsyncGenerator<Uint8Array, void, undefined> {
  const arrow = await import('@uwdata/flechette');
  const columns = layout.columns.map(({ name, type }) => ({ name, type: withoutCategories(type) }));
  const stream = (tables: readonly (readonly unknown[])[]) => {
    const made = columns.map(({ name, type }, index) => {
      // Filled as numbers and then called times: the library takes times in milliseconds only.
      const filled = arrow.columnFromArray([...(tables[index] ?? [])], arrowType(arrow, asStored(type)));
      return [name, new arrow.Column([...filled.data], arrowType(arrow, type))] as [string, typeof filled];
    });
    return arrow.tableToIPC(arrow.tableFromColumns(made), { format: 'stream' }) ?? new Uint8Array();
  };
  const empty = stream([]);
  // The schema is the first message: a marker, the length of its metadata, the metadata.
  const head = empty.subarray(0, 8 + new DataView(empty.buffer, empty.byteOffset).getInt32(4, true));
  yield head;
  for await (const table of parts) {
    const bytes = stream(table.columns.map(arrowValues));
    yield bytes.subarray(head.length, bytes.length - END_BYTES);
  }
  yield empty.subarray(empty.length - END_BYTES);
}

function withoutCategories(type: ColumnType): ColumnType {
  return type.kind === 'category' ? { kind: 'string' } : type;
}

function asStored(type: ColumnType): ColumnType {
  switch (type.kind) {
    case 'timestamp':
      return { kind: 'int64' };
    case 'date':
      return { kind: 'int32' };
    case 'list':
      return { kind: 'list', of: asStored(type.of) };
    case 'struct':
      return { kind: 'struct', fields: type.fields.map((field) => ({ ...field, type: asStored(field.type) })) };
    default:
      return type;
  }
}

function arrowValues(column: Column): unknown[] {
  const convert = converter(column.type);
  return Array.from<unknown, unknown>(column.values as ArrayLike<unknown>, (value, row) =>
    value === null || column.valid?.[row] === 0 ? null : convert(value),
  );
}

function converter(type: ColumnType): (value: unknown) => unknown {
  switch (type.kind) {
    case 'json':
      return (value) => JSON.stringify(value);
    case 'boolean':
      return (value) => value === 1 || value === true;
    case 'list': {
      const inside = converter(type.of);
      return (value) => (value as unknown[]).map((inner) => (inner === null ? null : inside(inner)));
    }
    default:
      return (value) => value;
  }
}
