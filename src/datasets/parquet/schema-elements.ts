import type { SchemaElement } from 'hyparquet';
import type { ColumnType, TimeUnit } from '../types/column-type.js';

type Repetition = 'REQUIRED' | 'OPTIONAL';

/** A decimal of this many digits fits into 64 bits. */
export const LONG_DIGITS = 18;

const UNIT = { ms: 'MILLIS', us: 'MICROS', ns: 'NANOS' } as const satisfies Record<TimeUnit, string>;

/** How Parquet describes a column of a type; a nested one takes several elements, the outer first. */
export function schemaElements(name: string, type: ColumnType, repetition_type: Repetition): SchemaElement[] {
  const base = { name, repetition_type };
  switch (type.kind) {
    case 'int32':
      return [{ ...base, type: 'INT32' }];
    case 'int64':
      return [{ ...base, type: 'INT64' }];
    case 'float32':
      return [{ ...base, type: 'FLOAT' }];
    case 'float64':
      return [{ ...base, type: 'DOUBLE' }];
    case 'boolean':
      return [{ ...base, type: 'BOOLEAN' }];
    case 'string':
    case 'category':
      return [{ ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }];
    case 'json':
      return [{ ...base, type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } }];
    case 'binary':
      return [{ ...base, type: 'BYTE_ARRAY' }];
    case 'date':
      return [{ ...base, type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } }];
    case 'timestamp':
      return [{ ...base, type: 'INT64', ...timestamp(type.unit, type.zone !== undefined) }];
    case 'decimal':
      return [{ ...base, ...decimal(type.precision, type.scale) }];
    case 'list':
      return [
        { ...base, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...schemaElements('element', type.of, 'OPTIONAL'),
      ];
    case 'struct':
      return [
        { ...base, num_children: type.fields.length },
        ...type.fields.flatMap((field) => schemaElements(field.name, field.type, 'OPTIONAL')),
      ];
  }
}

// The older annotation always means moments, so that a time without a zone may not have it.
function timestamp(unit: TimeUnit, isAdjustedToUTC: boolean): Partial<SchemaElement> {
  const logical_type = { type: 'TIMESTAMP', isAdjustedToUTC, unit: UNIT[unit] } as const;
  if (!isAdjustedToUTC || unit === 'ns') return { logical_type };
  return { logical_type, converted_type: unit === 'ms' ? 'TIMESTAMP_MILLIS' : 'TIMESTAMP_MICROS' };
}

function decimal(precision: number, scale: number): Partial<SchemaElement> {
  const annotation = { converted_type: 'DECIMAL', precision, scale, logical_type: { type: 'DECIMAL', precision, scale } } as const;
  return precision <= LONG_DIGITS ? { type: 'INT64', ...annotation } : { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, ...annotation };
}
