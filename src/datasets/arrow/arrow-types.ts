import type { DataType } from '@uwdata/flechette';
import { EXACT_DIGITS, PER_MILLISECOND, clockText, decimalText } from '../exact-values.js';
import type { ColumnType } from '../types/column-type.js';

// The numbers are those of Arrow's format (Schema.fbs); the library's own constants would have to be loaded for them.
const INT = 2;
const FLOAT = 3;
const BOOL = 6;
const DECIMAL = 7;
const DATE = 8;
const TIME = 9;
const TIMESTAMP = 10;
const STRUCT = 13;
const MAP = 17;
const DURATION = 18;
const DICTIONARY = -1;
const TEXTS: readonly number[] = [5, 20, 24];
const BINARIES: readonly number[] = [4, 15, 19, 23];
const LISTS: readonly number[] = [12, 16, 21, 25, 26];

const UNITS = ['s', 'ms', 'us', 'ns'] as const;

/** The type of a column, or of what is nested in one. */
export function arrowColumnType(type: DataType): ColumnType {
  switch (type.typeId) {
    case DICTIONARY: {
      const values = arrowColumnType(type.dictionary);
      return values.kind === 'string' ? { kind: 'category' } : values;
    }
    case INT:
      return integerType(type);
    case FLOAT:
      return { kind: type.precision === 2 ? 'float64' : 'float32' };
    case BOOL:
      return { kind: 'boolean' };
    case DECIMAL:
      return { kind: 'decimal', precision: type.precision, scale: type.scale };
    case DATE:
      return { kind: 'date' };
    case TIME:
      return { kind: 'string' };
    case TIMESTAMP:
      return timestampType(type);
    case DURATION:
      return { kind: 'int64' };
    case STRUCT:
      return { kind: 'struct', fields: type.children.map((child) => ({ name: child.name, type: arrowColumnType(child.type) })) };
    default:
      return otherType(type);
  }
}

function timestampType(type: TimestampType): ColumnType {
  return { kind: 'timestamp', unit: tickUnit(type), ...(type.timezone ? { zone: type.timezone } : {}) };
}

function integerType({ bitWidth, signed }: Extract<DataType, { typeId: typeof INT }>): ColumnType {
  return { kind: bitWidth === 64 || (bitWidth === 32 && !signed) ? 'int64' : 'int32' };
}

function otherType(type: DataType): ColumnType {
  if (TEXTS.includes(type.typeId)) return { kind: 'string' };
  if (BINARIES.includes(type.typeId)) return { kind: 'binary' };
  const [item] = LISTS.includes(type.typeId) && 'children' in type ? type.children : [];
  return item === undefined ? { kind: 'json' } : { kind: 'list', of: arrowColumnType(item.type) };
}

type TimestampType = Extract<DataType, { typeId: typeof TIMESTAMP }>;

/** True for timestamps, whose ticks are taken as they lie in the file. */
export function isTimestamp(type: DataType): type is TimestampType {
  return type.typeId === TIMESTAMP;
}

/** Seconds are given as milliseconds. */
export function tickUnit({ unit }: TimestampType): 'ms' | 'us' | 'ns' {
  const name = UNITS[unit];
  return name === 's' ? 'ms' : name;
}

/** What the ticks of a file are multiplied by to be of `tickUnit`. */
export function tickFactor({ unit }: TimestampType): bigint {
  return UNITS[unit] === 's' ? 1000n : 1n;
}

/** How the library's values become those of Tidemark; undefined when they are that already. */
export function arrowConversion(type: DataType, isNested = false): ((value: unknown) => unknown) | undefined {
  if (type.typeId === DECIMAL) {
    const text = (value: unknown): string => decimalText(BigInt(value as bigint), type.scale);
    // Nested decimals are not brought to one type by what they are, so the type itself has to say that all of them are exact as numbers.
    return isNested && type.precision <= EXACT_DIGITS ? (value) => Number(text(value)) : text;
  }
  if (type.typeId === TIME) {
    const unit = UNITS[type.unit];
    const perSecond = unit === 's' ? 1n : BigInt(PER_MILLISECOND[unit]) * 1000n;
    return (value) => clockText(BigInt(value as number | bigint), perSecond);
  }
  if (type.typeId === DICTIONARY) return arrowConversion(type.dictionary, isNested);
  if (type.typeId === STRUCT) return structConversion(type.children);
  if (type.typeId === MAP) return mapConversion(type.children[0]);
  const [item] = LISTS.includes(type.typeId) && 'children' in type ? type.children : [];
  if (item === undefined) return undefined;
  const inner = arrowConversion(item.type, true);
  // Lists of numbers come as typed arrays.
  return (value) => Array.from(value as ArrayLike<unknown>, (found) => (found === null || !inner ? found : inner(found)));
}

function structConversion(
  children: readonly { readonly name: string; readonly type: DataType }[],
): ((value: unknown) => unknown) | undefined {
  const conversions = new Map(children.map(({ name, type }) => [name, arrowConversion(type, true)]));
  if ([...conversions.values()].every((convert) => convert === undefined)) return undefined;
  return (value) =>
    Object.fromEntries(
      Object.entries(value as object).map(([name, found]: [string, unknown]) => {
        const convert = conversions.get(name);
        return [name, found === null || !convert ? found : convert(found)];
      }),
    );
}

// As an object, which is what Parquet's maps are read as.
function mapConversion(entries: { readonly type: DataType } | undefined): (value: unknown) => unknown {
  const [, values] = entries !== undefined && 'children' in entries.type ? entries.type.children : [];
  const convert = values && arrowConversion(values.type, true);
  return (value) =>
    Object.fromEntries(
      Array.from(value as Iterable<[unknown, unknown]>, ([key, found]) => [
        String(key),
        found === null || found === undefined || !convert ? found : convert(found),
      ]),
    );
}
