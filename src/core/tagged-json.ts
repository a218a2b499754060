import { InvalidValueError } from './errors.js';

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What a param, result, metric step or `once` value may be: JSON, and the four things that JSON lacks. */
export type Value = Json | bigint | Date | readonly Value[] | { readonly [key: string]: Value | undefined };

const TAG = '$tidemark';
// JSON.stringify and every reader of the result are recursive: a value this deep is refused by name rather than by a stack overflow.
const DEEPEST = 200;
// A tagged object is three levels of JSON: itself, its entries, an entry.
const DEEPEST_JSON = 3 * DEEPEST + 3;

/**
 * Turns a value into plain JSON that {@link fromTagged} turns back into an equal value.
 *
 * NaN, the infinities, -0, bigint and Date become `{ "$tidemark": "<type>", "value": "<text>" }`; an object of the user's that
 * has a `$tidemark` key is wrapped, so that it cannot be mistaken for one. Keys whose value is `undefined` are dropped, as in JSON.
 *
 * @throws {InvalidValueError} naming the path, for what has no encoding: functions, symbols, cyclic objects, invalid dates,
 * Map, Set, typed arrays and other class instances, `undefined` by itself or in an array, more than 200 levels.
 */
export function toTagged(value: unknown, path = 'value'): Json {
  try {
    return encode(value, path, []);
  } catch (error) {
    if (error instanceof InvalidValueError) throw error;
    // A getter or a proxy of the user's.
    throw new InvalidValueError(path, `reading it throws ${error instanceof Error ? `${error.name}: ${error.message}` : 'something'}`);
  }
}

/**
 * The inverse of {@link toTagged}. Plain JSON comes back as it is.
 *
 * @throws {InvalidValueError} for a `$tidemark` tag that {@link toTagged} does not write, and for more levels than it writes.
 */
export function fromTagged(json: Json): Value {
  return decode(json, 0);
}

function decode(json: Json, level: number): Value {
  if (typeof json !== 'object' || json === null) return json;
  if (level >= DEEPEST_JSON) throw new InvalidValueError('value', `it is nested more than ${DEEPEST} levels deep`);
  if (isArray(json)) return json.map((item) => decode(item, level + 1));
  const tag = json[TAG];
  if (typeof tag === 'string') return decodeTag(tag, json['value'], level + 1);
  const result: Record<string, Value> = {};
  for (const [key, inner] of Object.entries(json)) if (inner !== undefined) define(result, key, decode(inner, level + 1));
  return result;
}

/** JSON text of a value, with the tags of {@link toTagged}. */
export function stringifyTagged(value: unknown, path = 'value'): string {
  return JSON.stringify(toTagged(value, path));
}

/** Reads text written by {@link stringifyTagged}. */
export function parseTagged(text: string): Value {
  return fromTagged(JSON.parse(text) as Json);
}

function encode(value: unknown, path: string, above: readonly object[]): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : tagged('number', Object.is(value, -0) ? '-0' : String(value));
    case 'bigint':
      return tagged('bigint', String(value));
    case 'object':
      return value === null ? null : encodeObject(value, path, above);
    default:
      throw new InvalidValueError(path, `${typeof value} has no JSON encoding`);
  }
}

function encodeObject(value: object, path: string, above: readonly object[]): Json {
  if (above.includes(value)) throw new InvalidValueError(path, 'it contains itself');
  if (above.length >= DEEPEST) throw new InvalidValueError(path, `it is nested more than ${DEEPEST} levels deep`);
  // By tag rather than instanceof: values may come from another realm (a vm context, a test runner).
  if (Object.prototype.toString.call(value) === '[object Date]') return encodeDate(value as Date, path);
  const inside = [...above, value];
  if (isArray(value)) return Array.from(value, (item, index) => encode(item, `${path}[${index}]`, inside));
  if (!isPlain(value)) {
    const name = (value.constructor as { name?: string } | undefined)?.name ?? 'object';
    throw new InvalidValueError(path, `${name} has no JSON encoding; convert it to plain objects, arrays and numbers first`);
  }
  const result: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== undefined) define(result, key, encode(inner, `${path}.${key}`, inside));
  }
  return TAG in result ? { [TAG]: 'object', value: Object.entries(result) } : result;
}

function encodeDate(value: Date, path: string): Json {
  return tagged('date', checkedDate(value, path).toISOString());
}

function checkedDate(value: Date, path = 'value'): Date {
  if (Number.isNaN(value.getTime())) throw new InvalidValueError(path, 'it is an invalid Date');
  return value;
}

function decodeTag(tag: string, value: Json | undefined, level: number): Value {
  switch (tag) {
    case 'number':
      if (typeof value === 'string' && NUMBERS.includes(value)) return Number(value);
      break;
    case 'bigint':
      if (typeof value === 'string' && /^-?[0-9]+$/.test(value)) return BigInt(value);
      break;
    case 'date': {
      const date = new Date(typeof value === 'string' ? value : Number.NaN);
      if (!Number.isNaN(date.getTime())) return date;
      break;
    }
    case 'object': {
      const entries: readonly unknown[] = isArray(value) ? value : [undefined];
      if (!entries.every(isEntry)) break;
      const result: Record<string, Value> = {};
      for (const [key, inner] of entries) define(result, key, decode(inner, level + 2));
      return result;
    }
    default:
      throw new InvalidValueError('value', `its tag ${JSON.stringify(tag)} is not one of number, bigint, date, object`);
  }
  throw new InvalidValueError('value', `what it holds is not what its tag ${JSON.stringify(tag)} promises`);
}

const NUMBERS: readonly string[] = ['NaN', 'Infinity', '-Infinity', '-0'];

function isEntry(entry: unknown): entry is readonly [string, Json] {
  return isArray(entry) && entry.length === 2 && typeof entry[0] === 'string';
}

function tagged(tag: string, value: string): Json {
  return { [TAG]: tag, value };
}

function isArray(value: unknown): value is readonly unknown[] & readonly Json[] {
  return Array.isArray(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

// `result.__proto__ = x` would set the prototype instead of a key.
function define<T>(target: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}
