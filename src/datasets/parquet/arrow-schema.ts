import type { DataType } from '@uwdata/flechette';
import type { KeyValue } from 'hyparquet';
import type { ColumnType } from '../types/column-type.js';

/** A column's name and type. */
export interface NamedType {
  readonly name: string;
  readonly type: ColumnType;
}

type Flechette = typeof import('@uwdata/flechette');

/**
 * The Arrow type that holds a column. Text, JSON and dictionaries are 32-bit offset strings; JSON is text here, as Arrow has no type of its own for it.
 */
export function arrowType(arrow: Flechette, type: ColumnType): DataType {
  switch (type.kind) {
    case 'category':
      return arrow.dictionary(arrow.utf8(), arrow.int32());
    case 'timestamp':
      return arrow.timestamp(arrow.TimeUnit[UNIT[type.unit]], type.zone ?? null);
    case 'decimal':
      return arrow.decimal(type.precision, type.scale, 128);
    case 'list':
      return arrow.list(arrow.field('element', arrowType(arrow, type.of)));
    case 'struct':
      return arrow.struct(type.fields.map((field) => arrow.field(field.name, arrowType(arrow, field.type))));
    default:
      return arrow[PLAIN[type.kind]]();
  }
}

const PLAIN = {
  int32: 'int32',
  int64: 'int64',
  float32: 'float32',
  float64: 'float64',
  boolean: 'bool',
  string: 'utf8',
  json: 'utf8',
  date: 'dateDay',
  binary: 'binary',
} as const;
const UNIT = { ms: 'MILLISECOND', us: 'MICROSECOND', ns: 'NANOSECOND' } as const;

/**
 * The Arrow schema of the columns as Parquet files of Arrow writers carry it, under `ARROW:schema`: a schema message in base64. It tells pyarrow, pandas and
 * polars what Parquet has no word for: zones by name, and which text is a category. `metadata` is the schema's own: readers that know it look for no other.
 */
export async function arrowSchema(columns: readonly NamedType[], metadata: readonly KeyValue[]): Promise<string> {
  const arrow = await import('@uwdata/flechette');
  const fields = columns.map(({ name, type }): [string, ReturnType<Flechette['columnFromArray']>] => [
    name,
    arrow.columnFromArray([], arrowType(arrow, type)),
  ]);
  const table = arrow.tableFromColumns(fields);
  const schema = { ...table.schema, metadata: new Map(metadata.map(({ key, value }) => [key, value ?? ''])) };
  const stream = arrow.tableToIPC(new arrow.Table(schema, [...table.children]), { format: 'stream' }) ?? new Uint8Array();
  // The first message: a marker, the length of its metadata, the metadata.
  const length = new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
  return Buffer.from(stream.buffer, stream.byteOffset, 8 + length).toString('base64');
}
