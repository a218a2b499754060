import type { ColumnType, StructField } from './column-type.js';
import { tagOf } from './convert-packed.js';
import { isDate } from './convert-time.js';
import type { Place } from './place.js';
import { nameOfValue, wrong } from './place.js';

/** What was seen in a column, as bits that add up. */
const INTEGER = 1;
const WIDE = 2;
const FRACTION = 4;
const STRING = 8;
const BOOLEAN = 16;
const DATETIME = 32;
const BINARY = 64;
const LIST = 128;
const STRUCT = 256;
const OTHER = 512;

/** Some values of a column, and where they are. */
export interface Sample {
  readonly place: Place;
  readonly values: ArrayLike<unknown>;
}

const PACKED: Readonly<Record<string, ColumnType>> = {
  Float64Array: { kind: 'float64' },
  Float32Array: { kind: 'float32' },
  BigInt64Array: { kind: 'int64' },
  BigUint64Array: { kind: 'int64' },
  Uint32Array: { kind: 'int64' },
};

/**
 * The type that holds all values of a column. Integers and fractions together are float64; -0 is a fraction, as an integer column would lose its sign.
 * Lists of one type are lists, objects with the same keys are structs, other nested values JSON, and so is what is nested more than 50 levels deep.
 * Undefined when there is no value.
 *
 * @throws {InvalidDatasetError} naming column and row, where text, numbers, times … are mixed.
 */
export function inferType(samples: readonly Sample[]): ColumnType | undefined {
  return typeAt(0, samples);
}

/** Levels of lists and structs. No reader of tables expects as many; what is deeper than a record can show is refused with its path, as JSON. */
const DEEPEST = 50;

function typeAt(level: number, samples: readonly Sample[]): ColumnType | undefined {
  const packed = samples.map(({ values }) => packedType(values));
  const [first] = packed;
  if (first && packed.every((type) => type?.kind === first.kind)) return first;
  let seen = 0;
  for (const { values } of samples) {
    for (let row = 0; row < values.length; row++) seen |= kindOf(values[row]);
  }
  return typeOf(level, seen, samples);
}

function packedType(values: ArrayLike<unknown>): ColumnType | undefined {
  const tag = tagOf(values);
  return tag === undefined ? undefined : (PACKED[tag] ?? { kind: 'int32' });
}

function kindOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? INTEGER : FRACTION;
    case 'string':
      return STRING;
    case 'boolean':
      return BOOLEAN;
    case 'bigint':
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? INTEGER : WIDE;
    case 'undefined':
      return 0;
    default:
      return objectKind(value);
  }
}

function objectKind(value: unknown): number {
  if (value === null) return 0;
  if (isDate(value)) return DATETIME;
  if (Array.isArray(value)) return LIST;
  if (ArrayBuffer.isView(value)) return value instanceof Uint8Array ? BINARY : value instanceof DataView ? OTHER : LIST;
  return isPlain(value) ? STRUCT : OTHER;
}

const FLAT: Readonly<Record<number, ColumnType>> = {
  [INTEGER]: { kind: 'int64' },
  [WIDE]: { kind: 'int64' },
  [WIDE | INTEGER]: { kind: 'int64' },
  [FRACTION]: { kind: 'float64' },
  [FRACTION | INTEGER]: { kind: 'float64' },
  [DATETIME]: { kind: 'timestamp', unit: 'ms', zone: 'UTC' },
  [STRING]: { kind: 'string' },
  [BOOLEAN]: { kind: 'boolean' },
  [BINARY]: { kind: 'binary' },
};

function typeOf(level: number, seen: number, samples: readonly Sample[]): ColumnType | undefined {
  if (seen === 0) return undefined;
  const flat = FLAT[seen];
  if (flat) return flat;
  if (seen === LIST) return listType(level + 1, samples) ?? { kind: 'json' };
  if (seen === STRUCT) return structType(level + 1, samples) ?? { kind: 'json' };
  // Nested values may be anything; flat ones that are mixed are mostly a mistake.
  if ((seen & ~(LIST | STRUCT | OTHER)) === 0) return { kind: 'json' };
  throw mixed(samples);
}

// All that is in the lists, as one column. Mixed, or nothing at all: no list type.
function listType(level: number, samples: readonly Sample[]): ColumnType | undefined {
  const inside = samples.flatMap(({ place, values }) =>
    Array.from(values).flatMap((value) => (isMissing(value) ? [] : [{ place, values: value as ArrayLike<unknown> }])),
  );
  const of = quietly(level, inside);
  return of && { kind: 'list', of };
}

function structType(level: number, samples: readonly Sample[]): ColumnType | undefined {
  const objects = samples.flatMap(
    ({ values }) => Array.from(values).filter((value) => !isMissing(value)) as Readonly<Record<string, unknown>>[],
  );
  const names = Object.keys(objects[0] ?? {});
  const alike = objects.every(
    (object) => Object.keys(object).length === names.length && names.every((name) => Object.hasOwn(object, name)),
  );
  const [sample] = samples;
  if (!alike || names.length === 0 || !sample) return undefined;
  const fields: StructField[] = [];
  for (const name of names) {
    const type = quietly(level, [{ place: sample.place, values: objects.map((object) => object[name]) }]);
    if (!type) return undefined;
    fields.push({ name, type });
  }
  return { kind: 'struct', fields };
}

// JSON inside of lists and structs would be read as text by others; then all of it is JSON.
function quietly(level: number, samples: readonly Sample[]): ColumnType | undefined {
  if (level > DEEPEST) return undefined;
  try {
    const type = typeAt(level, samples);
    return type?.kind === 'json' ? undefined : type;
  } catch {
    return undefined;
  }
}

const FAMILIES = [INTEGER | WIDE, FRACTION | INTEGER, STRING, BOOLEAN, DATETIME, BINARY, LIST | STRUCT | OTHER];

function mixed(samples: readonly Sample[]): Error {
  let seen = 0;
  let before: unknown;
  for (const { place, values } of samples) {
    for (let row = 0; row < values.length; row++) {
      const kind = kindOf(values[row]);
      seen |= kind;
      if (kind !== 0 && !FAMILIES.some((family) => (seen & ~family) === 0)) {
        const name = JSON.stringify(place.column);
        const help = `Give its type: types: { ${name}: 'string' }, or 'json' to keep each value as it is`;
        return wrong(
          place,
          row,
          `holds ${nameOfValue(values[row])}, after ${nameOfValue(before)} in a row before it; a column has one type. ${help}`,
        );
      }
      if (kind !== 0) before = values[row];
    }
  }
  return new Error('not reached: the types of these values are not mixed');
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

// Objects whose values are their keys; not Map, Promise and others.
function isPlain(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}
