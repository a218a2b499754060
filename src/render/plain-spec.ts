import { InvalidChartError } from '../core/index.js';
import { isColumns, isTable, rowsOfColumns, rowsOfTable } from './chart-rows.js';
import { isObject } from './chart-views.js';

// JSON.stringify and Vega-Lite are recursive: what is this deep is refused by its place, not by a stack overflow.
const DEEPEST = 200;

/**
 * A copy of what somebody gave as a chart, as plain JSON. Builders (objects with `toSpec()` or `toJSON()`, such as those of vega-lite-api) are asked for
 * their spec. Rows may be an Arquero or Arrow table or an object of columns. In rows NaN and the infinities are null, Dates are ISO text, and bigints
 * numbers where that is exact.
 *
 * @throws {InvalidChartError} with the path of what is no JSON and cannot become it.
 */
export function plainSpec(key: string, given: unknown): Readonly<Record<string, unknown>> {
  const places: string[] = [];
  try {
    const spec = copy(built(given), { places, above: [], inRows: false });
    if (isObject(spec)) return spec;
    throw new Fault(`it is ${describe(given)}. Give an object with data, mark and encoding`);
  } catch (cause) {
    const path = places.join('').replace(/^\./, '');
    const reason = cause instanceof Fault ? cause.message : `reading it throws ${cause instanceof Error ? cause.message : String(cause)}`;
    const whole = path === '' ? `${reason}.` : `${path}: ${reason}.`;
    throw new InvalidChartError(key, whole, { ...(path === '' ? {} : { path }), ...(cause instanceof Fault ? {} : { cause }) });
  }
}

/** What is wrong, in words; where it is is known from the places that were gone through. */
class Fault extends Error {}

interface Walk {
  /** From the top of the spec to here, such as `.data`, `.values`, `[3]`. Left as it is by a fault. */
  readonly places: string[];
  readonly above: readonly object[];
  /** Within rows nothing is more than a value: a field of theirs may be called `data`. */
  readonly inRows: boolean;
}

function copy(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return exactNumber(value);
    case 'object':
      return value === null ? null : copyObject(value, walk);
    default:
      throw new Fault(`a value of type ${typeof value} has no JSON form`);
  }
}

function exactNumber(value: bigint): number {
  if (BigInt.asIntN(54, value) === value && Number.isSafeInteger(Number(value))) return Number(value);
  throw new Fault(`${value} is a bigint beyond 2^53, which a chart would round. Make it text (String(id)) or a number`);
}

function copyObject(value: object, walk: Walk): unknown {
  if (walk.above.includes(value)) throw new Fault('it has no JSON form, since it contains itself');
  if (walk.above.length >= DEEPEST) throw new Fault(`it is nested more than ${DEEPEST} levels deep`);
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (tag === 'Date') return isoText(value as Date);
  const inside = { ...walk, above: [...walk.above, value] };
  if (isTable(value)) return copy(rowsOfTable(value), { ...inside, inRows: true });
  const spec = walk.inRows ? undefined : specOf(value);
  if (spec !== undefined) return copy(spec, inside);
  if (Array.isArray(value)) return Array.from(value, (item, index) => descend(`[${index}]`, item, inside));
  if (tag === 'Object' && isPlain(value)) return copyFields(value, inside);
  const name = (value.constructor as { name?: string } | undefined)?.name ?? tag;
  throw new Fault(`a value of class ${name} has no JSON form; make it plain objects, arrays, numbers and text`);
}

// By what it inherits from rather than instanceof: values may come from another realm (a vm context, a test runner).
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function copyFields(value: object, walk: Walk): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const given: unknown = name === 'data' && !walk.inRows ? asRows(inner, walk.places) : inner;
    const plain = descend(`.${name}`, given, { ...walk, inRows: walk.inRows || name === 'values' || name === 'datasets' });
    // Assigned, such a key would be lost.
    if (name === '__proto__') Object.defineProperty(result, name, { value: plain, writable: true, enumerable: true, configurable: true });
    else result[name] = plain;
  }
  return result;
}

function descend(place: string, value: unknown, walk: Walk): unknown {
  walk.places.push(place);
  const plain = copy(value, walk);
  walk.places.pop();
  return plain;
}

function isoText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new Fault('it is an invalid Date');
  return date.toISOString();
}

// What logDataset takes stands for rows; `data: { values }` and its kin are Vega-Lite's own.
function asRows(data: unknown, places: readonly string[]): unknown {
  if (isTable(data)) return { values: data };
  if (Array.isArray(data)) return { values: data };
  if (!isColumns(data)) return data;
  const lengths = Object.entries(data).map(([name, values]) => [name, values.length] as const);
  if (new Set(lengths.map(([, length]) => length)).size > 1) {
    const found = lengths.map(([name, length]) => `${name} has ${length}`).join(', ');
    throw new Fault(`${[...places, '.data'].join('').slice(1)} has columns of unequal length (${found})`);
  }
  return { values: rowsOfColumns(data) };
}

function built(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) throw new Fault(`it is ${describe(given)}. Give an object with data, mark and encoding`);
  return specOf(given) ?? given;
}

function specOf(value: object): unknown {
  if (Array.isArray(value) || value instanceof Date) return undefined;
  for (const name of ['toSpec', 'toJSON'] as const) {
    const method: unknown = name in value ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
    if (typeof method !== 'function') continue;
    const spec: unknown = method.call(value);
    if (typeof spec === 'object' && spec !== null && spec !== value) return spec;
  }
  return undefined;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return `of class ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`;
  return typeof value === 'string' ? 'text; parse it first (JSON.parse)' : `of type ${typeof value}`;
}
