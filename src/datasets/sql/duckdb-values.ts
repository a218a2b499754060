import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { fromTagged, type Json } from '../../core/index.js';
import { clockText, dateOfTick, decimalText } from '../exact-values.js';

type DuckDb = typeof import('@duckdb/node-api');

const MILLISECONDS_A_DAY = 86_400_000;

/** How a column's values become those of Tidemark. */
export function valueConverter(duckdb: DuckDb, type: DuckDBType): (value: DuckDBValue) => unknown {
  // The files of Tidemark keep mixed and nested values as JSON with tags.
  if (type.alias === 'JSON') return (value) => (typeof value === 'string' ? fromTagged(JSON.parse(value) as Json) : value);
  const convert = (value: DuckDBValue): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return timeOf(duckdb, value) ?? nestedOf(duckdb, value, convert) ?? plainOf(duckdb, value);
  };
  return convert;
}

function timeOf(duckdb: DuckDb, value: object): unknown {
  if (value instanceof duckdb.DuckDBTimestampValue || value instanceof duckdb.DuckDBTimestampTZValue) return dateOfTick(value.micros, 1000);
  if (value instanceof duckdb.DuckDBTimestampMillisecondsValue) return dateOfTick(value.millis, 1);
  if (value instanceof duckdb.DuckDBTimestampSecondsValue) return dateOfTick(value.seconds * 1000n, 1);
  if (value instanceof duckdb.DuckDBTimestampNanosecondsValue) return dateOfTick(value.nanos, 1_000_000);
  if (value instanceof duckdb.DuckDBDateValue) return new Date(value.days * MILLISECONDS_A_DAY);
  return value instanceof duckdb.DuckDBTimeValue ? clockText(value.micros, 1_000_000n) : undefined;
}

function nestedOf(duckdb: DuckDb, value: object, convert: (value: DuckDBValue) => unknown): unknown {
  if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue) return value.items.map(convert);
  if (value instanceof duckdb.DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([key, inner]) => [key, convert(inner)]));
  if (value instanceof duckdb.DuckDBMapValue)
    return Object.fromEntries(value.entries.map((entry) => [String(convert(entry.key)), convert(entry.value)]));
  return value instanceof duckdb.DuckDBUnionValue ? convert(value.value) : undefined;
}

function plainOf(duckdb: DuckDb, value: object): unknown {
  if (value instanceof duckdb.DuckDBDecimalValue) return decimalText(value.value, value.scale);
  if (value instanceof duckdb.DuckDBBlobValue) return new Uint8Array(value.bytes);
  if (value instanceof duckdb.DuckDBIntervalValue) return { months: value.months, days: value.days, microseconds: value.micros };
  // Bit strings, UUIDs and the like, as DuckDB writes them.
  return (value as { toString(): string }).toString();
}
