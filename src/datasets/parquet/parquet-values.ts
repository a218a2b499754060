import type { FileMetaData, ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';
import { fromTagged, type Json } from '../../core/index.js';
import { EXACT_DIGITS, PER_MILLISECOND, clockText, dateOfTick, datesOfTicks, decimalText } from '../exact-values.js';

/** What a value becomes. */
type Conversion = (value: unknown) => unknown;

/** For what the library is to convert: JSON once a dictionary entry, and old timestamps (INT96) no further than to nanoseconds. */
export const PARSERS: Partial<ParquetParsers> = {
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && fromTagged(JSON.parse(new TextDecoder().decode(bytes)) as Json),
  timestampFromNanoseconds: (nanos) => nanos,
};

/**
 * The metadata without the types that the library would convert with a loss (decimals to fractions, microseconds to milliseconds), or not at all: their
 * values come as they lie in the file, for `conversionOf`.
 */
export function physical(metadata: FileMetaData): FileMetaData {
  return {
    ...metadata,
    schema: metadata.schema.map((element) => (conversionOfLeaf(element, false) === undefined ? element : untyped(element))),
  };
}

function untyped({ converted_type: _, logical_type: __, ...element }: SchemaElement): SchemaElement {
  return element;
}

// How values become those of Tidemark; undefined when they are that already. Null stays null.
function conversionOf(node: SchemaTree, ticks: boolean): Conversion | undefined {
  if (node.children.length === 0) {
    const leaf = node.path.length > 1 && isShortDecimal(node.element) ? shortDecimal(node.element) : conversionOfLeaf(node.element, ticks);
    return leaf && node.element.repetition_type === 'REPEATED' ? eachOf(leaf) : leaf;
  }
  const children = new Map(node.children.map((child) => [child.element.name, conversionOf(child, ticks)]));
  if ([...children.values()].every((child) => child === undefined)) return undefined;
  const [first] = node.children;
  if (first === undefined) return undefined;
  if (isList(node)) {
    const [item] = first.children;
    const inner = first.children.length === 1 && item !== undefined ? conversionOf(item, ticks) : conversionOf(unrepeated(first), ticks);
    return inner && eachOf(inner);
  }
  if (isMap(node)) return mapConversion(first, ticks);
  const struct: Conversion = (value) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, applied(children.get(key), inner)]))
      : (value ?? null);
  return node.element.repetition_type === 'REPEATED' ? eachOf(struct) : struct;
}

// Nested decimals are not brought to one type by what they are, so the type itself has to say that all of them are exact as numbers.
function isShortDecimal({ converted_type: converted, precision = Infinity }: SchemaElement): boolean {
  return converted === 'DECIMAL' && precision <= EXACT_DIGITS;
}

function shortDecimal({ scale = 0 }: SchemaElement): Conversion {
  return (value) => Number(decimalText(unscaled(value), scale));
}

function isList({ element }: SchemaTree): boolean {
  return element.converted_type === 'LIST' || element.logical_type?.type === 'LIST';
}

function isMap({ element }: SchemaTree): boolean {
  return element.converted_type === 'MAP' || element.converted_type === 'MAP_KEY_VALUE' || element.logical_type?.type === 'MAP';
}

function unrepeated(node: SchemaTree): SchemaTree {
  return { ...node, element: { ...node.element, repetition_type: 'REQUIRED' } };
}

function mapConversion(entries: SchemaTree, ticks: boolean): Conversion | undefined {
  const [, value] = entries.children;
  const inner = value && conversionOf(value, ticks);
  return (
    inner &&
    ((map) => (isObject(map) ? Object.fromEntries(Object.entries(map).map(([key, found]) => [key, applied(inner, found)])) : (map ?? null)))
  );
}

function eachOf(inner: Conversion): Conversion {
  return (value) => (Array.isArray(value) ? value.map((item) => applied(inner, item)) : applied(inner, value));
}

function applied(convert: Conversion | undefined, value: unknown): unknown {
  return value === null || value === undefined ? null : convert ? convert(value) : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !ArrayBuffer.isView(value);
}

const UNIT = { MILLIS: 'ms', MICROS: 'us', NANOS: 'ns' } as const;

function conversionOfLeaf(element: SchemaElement, ticks: boolean): Conversion | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (converted === 'DECIMAL') return (value) => decimalText(unscaled(value), element.scale ?? 0);
  if (converted === 'INTERVAL') return interval;
  // Bytes of a format of its own; the library reads none of it.
  if (converted === 'BSON') return (value) => value;
  if (logical?.type === 'TIME' || converted === 'TIME_MILLIS' || converted === 'TIME_MICROS') {
    const unit = logical?.type === 'TIME' ? logical.unit : converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS';
    return (value) => clockText(BigInt(value as number | bigint), BigInt(PER_MILLISECOND[UNIT[unit]]) * 1000n);
  }
  // As the parser of `PARSERS` leaves it.
  const unit = type === 'INT96' ? 'ns' : timestampUnit(element);
  return unit && (ticks ? (value) => value : (value) => dateOfTick(value as bigint, PER_MILLISECOND[unit]));
}

/** A whole column, typed arrays the short way. */
export function convertColumn(values: ArrayLike<unknown>, node: SchemaTree, ticks: boolean): ArrayLike<unknown> {
  const unit = node.children.length === 0 ? timestampUnit(node.element) : undefined;
  if (unit !== undefined && values instanceof BigInt64Array) return ticks ? values : datesOfTicks(values, PER_MILLISECOND[unit]);
  const convert = conversionOf(node, ticks);
  if (convert !== undefined) return Array.from(values, (value) => applied(convert, value));
  return node.children.length === 0 ? values : Array.from(values, withNulls);
}

// The library has undefined for nested values that are not there.
function withNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNulls);
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNulls(inner)]));
}

// Of 64-bit integers.
function timestampUnit({ converted_type: converted, logical_type: logical }: SchemaElement): keyof typeof PER_MILLISECOND | undefined {
  if (logical?.type === 'TIMESTAMP') return UNIT[logical.unit];
  return converted === 'TIMESTAMP_MILLIS' ? 'ms' : converted === 'TIMESTAMP_MICROS' ? 'us' : undefined;
}

function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  let digits = 0n;
  for (const byte of value) digits = (digits << 8n) | BigInt(byte);
  return BigInt.asIntN(value.length * 8, digits);
}

function interval(value: unknown): unknown {
  const bytes = value as Uint8Array;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { months: view.getUint32(0, true), days: view.getUint32(4, true), milliseconds: view.getUint32(8, true) };
}
