import type { DataType } from '@uwdata/flechette';
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
    case 'int32':
      return arrow.int32();
    case 'int64':
      return arrow.int64();
    case 'float32':
      return arrow.float32();
    case 'float64':
      return arrow.float64();
    case 'boolean':
      return arrow.bool();
    case 'string':
    case 'json':
      return arrow.utf8();
    case 'category':
      return arrow.dictionary(arrow.utf8(), arrow.int32());
    case 'date':
      return arrow.dateDay();
    case 'binary':
      return arrow.binary();
    case 'timestamp':
      return arrow.timestamp(arrow.TimeUnit[UNIT[type.unit]], type.zone ?? null);
    case 'decimal':
      return arrow.decimal(type.precision, type.scale, 128);
    case 'list':
      return arrow.list(arrow.field('element', arrowType(arrow, type.of)));
    case 'struct':
      return arrow.struct(type.fields.map((field) => arrow.field(field.name, arrowType(arrow, field.type))));
  }
}

const UNIT = { ms: 'MILLISECOND', us: 'MICROSECOND', ns: 'NANOSECOND' } as const;

/**
 * The Arrow schema of the columns as Parquet files of Arrow writers carry it, under `ARROW:schema`: a schema message in base64. It tells pyarrow, pandas and
 * polars what Parquet has no word for: zones by name, and which text is a category.
 */
export async function arrowSchema(columns: readonly NamedType[]): Promise<string> {
  const arrow = await import('@uwdata/flechette');
  const empty = columns.map(({ name, type }): [string, ReturnType<Flechette['columnFromArray']>] => [name, arrow.columnFromArray([], arrowType(arrow, type))]);
  const stream = arrow.tableToIPC(arrow.tableFromColumns(empty), { format: 'stream' }) ?? new Uint8Array();
  // The first message: a marker, the length of its metadata, the metadata.
  const length = new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
  return Buffer.from(stream.buffer, stream.byteOffset, 8 + length).toString('base64');
}
