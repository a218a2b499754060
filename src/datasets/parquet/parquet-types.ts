import type { SchemaElement, SchemaTree } from 'hyparquet';
import type { ColumnType } from '../types/column-type.js';

/** The type of a column, or of what is nested in one. */
export function parquetColumnType({ element, children }: SchemaTree): ColumnType {
  if (children.length === 0) return leafType(element);
  if (element.converted_type === 'LIST' || element.logical_type?.type === 'LIST') return listType(children);
  // Keys are not known before the values, so a map is no struct.
  if (element.converted_type === 'MAP' || element.converted_type === 'MAP_KEY_VALUE' || element.logical_type !== undefined)
    return { kind: 'json' };
  return { kind: 'struct', fields: children.map((child) => ({ name: child.element.name, type: parquetColumnType(child) })) };
}

function listType(children: readonly SchemaTree[]): ColumnType {
  const [repeated] = children;
  const [item] = repeated?.children ?? [];
  if (repeated === undefined) return { kind: 'json' };
  return { kind: 'list', of: parquetColumnType(item !== undefined && repeated.children.length === 1 ? item : repeated) };
}

function leafType(element: SchemaElement): ColumnType {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (element.repetition_type === 'REPEATED') return { kind: 'json' };
  if (converted === 'DECIMAL') return { kind: 'decimal', precision: element.precision ?? 38, scale: element.scale ?? 0 };
  return (
    timeType(element) ??
    (logical?.type === 'FLOAT16'
      ? { kind: 'float32' }
      : { kind: (converted && BY_CONVERTED[converted]) ?? physicalKind(type, logical?.type) })
  );
}

type PlainKind = Exclude<ColumnType['kind'], 'timestamp' | 'decimal' | 'list' | 'struct'>;

const BY_CONVERTED: Partial<Record<NonNullable<SchemaElement['converted_type']>, PlainKind>> = {
  UTF8: 'string',
  ENUM: 'string',
  JSON: 'json',
  TIME_MILLIS: 'string',
  TIME_MICROS: 'string',
  DATE: 'date',
  // Beyond what 32 bits with a sign hold.
  UINT_32: 'int64',
};

function physicalKind(type: SchemaElement['type'], logical: string | undefined): PlainKind {
  if (logical === 'TIME') return 'string';
  // A column of nothing but nulls.
  if (logical === 'NULL') return 'json';
  switch (type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
      return 'int32';
    case 'INT64':
      return 'int64';
    case 'FLOAT':
      return 'float32';
    case 'DOUBLE':
      return 'float64';
    default:
      return logical === 'STRING' || logical === 'UUID' || logical === 'ENUM' ? 'string' : 'binary';
  }
}

function timeType({ type, converted_type: converted, logical_type: logical }: SchemaElement): ColumnType | undefined {
  // Spark's and Impala's old form: nanoseconds, and no word about a zone.
  if (type === 'INT96') return { kind: 'timestamp', unit: 'ns' };
  if (logical?.type === 'TIMESTAMP') {
    const unit = ({ MILLIS: 'ms', MICROS: 'us', NANOS: 'ns' } as const)[logical.unit];
    return { kind: 'timestamp', unit, ...(logical.isAdjustedToUTC && { zone: 'UTC' }) };
  }
  if (converted === 'TIMESTAMP_MILLIS') return { kind: 'timestamp', unit: 'ms', zone: 'UTC' };
  return converted === 'TIMESTAMP_MICROS' ? { kind: 'timestamp', unit: 'us', zone: 'UTC' } : undefined;
}
