import type { FileMetaData, KeyValue, Statistics } from 'hyparquet';
import type { Column } from '../columns.js';
import { EXACT_DIGITS } from '../exact-values.js';
import { isWide } from '../narrow.js';
import type { ColumnType } from '../types/column-type.js';

/** Who Tidemark's files say that they are written by. */
export const WRITER = 'tidemark';

const NOTE = 'tidemark:wide';

/** True for a column with values that a number cannot be: integers beyond 2^53, decimals of more than 15 digits. */
export function hasWideValues({ type, values, valid }: Column): boolean {
  if (type.kind === 'decimal') {
    const limit = 10n ** BigInt(EXACT_DIGITS);
    return (
      type.precision > EXACT_DIGITS &&
      Array.prototype.some.call(values, (value: bigint | null) => value !== null && (value >= limit || value <= -limit))
    );
  }
  if (type.kind !== 'int64' || !isWide(values as BigInt64Array, 'integer')) return false;
  // What lies where a value is missing means nothing.
  return valid === undefined || Array.prototype.some.call(values, (value: bigint, row) => valid[row] === 1 && isWide([value], 'integer'));
}

/** Tells who reads the file a part at a time which of its columns have such values, which is known at its end only. */
export function wideNote(columns: ReadonlySet<string>): KeyValue {
  return { key: NOTE, value: JSON.stringify([...columns]) };
}

/**
 * What a file says of a column: whether it has values that a number cannot be. By its note where it is ours (others carry notes along to files of other values), else by
 * its statistics. Undefined when neither says so of every row group.
 */
export function saidToBeWide(metadata: FileMetaData, column: string, type: ColumnType | undefined): boolean | undefined {
  if (type?.kind !== 'int64' && type?.kind !== 'decimal') return undefined;
  if (type.kind === 'decimal' && type.precision <= EXACT_DIGITS) return false;
  const note = metadata.created_by === WRITER ? metadata.key_value_metadata?.find(({ key }) => key === NOTE)?.value : undefined;
  if (note !== undefined) return (JSON.parse(note) as string[]).includes(column);
  return wideByStatistics(metadata, column, type.kind === 'decimal' ? 10 ** (EXACT_DIGITS - type.scale) : 2 ** 53);
}

function wideByStatistics({ row_groups: groups }: FileMetaData, column: string, limit: number): boolean | undefined {
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
