import type { KeyValue } from 'hyparquet';
import type { ColumnType } from '../types/column-type.js';

/** The pandas types that, unlike its default ones, can be missing and stay what they are. */
const NULLABLE: Partial<Record<ColumnType['kind'], { readonly pandas_type: string; readonly numpy_type: string }>> = {
  int32: { pandas_type: 'int32', numpy_type: 'Int32' },
  int64: { pandas_type: 'int64', numpy_type: 'Int64' },
  boolean: { pandas_type: 'bool', numpy_type: 'boolean' },
};

/**
 * What tells pandas to read integers and booleans with nulls as such. Without it integers become floats there, which lose digits beyond
 * 2^53, and booleans become objects. Other readers ignore it.
 */
export function pandasMetadata(
  columns: readonly { readonly name: string; readonly type: ColumnType; readonly nulls: number }[],
): KeyValue[] {
  const described = columns.flatMap(({ name, type, nulls }) => {
    const types = nulls > 0 ? NULLABLE[type.kind] : undefined;
    return types ? [{ name, field_name: name, ...types, metadata: null }] : [];
  });
  if (described.length === 0) return [];
  return [{ key: 'pandas', value: JSON.stringify({ index_columns: [], column_indexes: [], columns: described, pandas_version: '2.0.0' }) }];
}
