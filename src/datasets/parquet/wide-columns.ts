import type { FileMetaData, Statistics } from 'hyparquet';
import type { FieldType } from '../table-reader.js';

/**
 * What the statistics of a file say of a column: whether it has integers beyond 2^53, or decimals of more than 15 digits. Undefined when they do not say, or not
 * of every row group.
 */
export function wideByStatistics({ row_groups: groups }: FileMetaData, column: string, type: FieldType | undefined): boolean | undefined {
  if (type?.kind !== 'int64' && type?.kind !== 'decimal') return undefined;
  // Fifteen digits fit in any case.
  if (type.kind === 'decimal' && type.precision <= 15) return false;
  const limit = type.kind === 'decimal' ? 10 ** (15 - type.scale) : 2 ** 53;
  for (const { columns, num_rows: rows } of groups) {
    const found = columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === column)?.meta_data?.statistics;
    if (found?.null_count === rows) continue;
    const bounds = boundsOf(found);
    if (bounds === undefined) return undefined;
    if (bounds.some((bound) => Math.abs(bound) >= limit)) return true;
  }
  return false;
}

function boundsOf(statistics: Statistics | undefined): number[] | undefined {
  // The older pair has no order for unsigned and binary values.
  const bounds = [statistics?.min_value, statistics?.max_value];
  return bounds.every((bound) => typeof bound === 'bigint' || typeof bound === 'number') ? bounds.map(Number) : undefined;
}
