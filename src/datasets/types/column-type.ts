import type { SchemaField } from '../../core/index.js';
import { InvalidArgumentError } from '../../core/index.js';

/** What a tick of a timestamp is. */
export type TimeUnit = 'ms' | 'us' | 'ns';

/** A type of which there is one. */
export type PlainKind =
  | 'int32'
  | 'int64'
  | 'float32'
  | 'float64'
  | 'boolean'
  | 'string'
  /** Text of few different values; a dictionary column where the format has one. */
  | 'category'
  | 'date'
  | 'binary'
  /** Mixed values, as tagged JSON text. */
  | 'json';

/**
 * The type of a column, or of what is nested in one. A timestamp with a zone is a moment, shown in that zone; one without is what a clock on some wall showed,
 * and no moment can be told from it.
 */
export type ColumnType =
  | { readonly kind: PlainKind }
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit; readonly zone?: string }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'list'; readonly of: ColumnType }
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] };

/** A named part of a struct. */
export interface StructField {
  readonly name: string;
  readonly type: ColumnType;
}

const PLAIN: Readonly<Record<string, PlainKind>> = {
  int32: 'int32',
  int64: 'int64',
  integer: 'int64',
  float32: 'float32',
  float64: 'float64',
  number: 'float64',
  boolean: 'boolean',
  string: 'string',
  category: 'category',
  date: 'date',
  binary: 'binary',
  json: 'json',
};

/**
 * Reads a type as users write it: `int64`, `timestamp[us, Europe/Berlin]`, `decimal(10, 2)`, `list<number>`, `struct<x: number, y: number>`.
 *
 * @throws {InvalidArgumentError} naming `what`, for anything else.
 */
export function parseColumnType(text: string, what = 'A column type'): ColumnType {
  const given: unknown = text;
  const type = typeof given === 'string' ? parse(given.trim()) : undefined;
  if (type) return type;
  throw new InvalidArgumentError(
    `${what} is ${JSON.stringify(given)}, and a type is one of ${Object.keys(PLAIN).join(', ')}, timestamp, timestamp[UTC], timestamp[us, Europe/Berlin], decimal(10, 2), list<…> or struct<name: …>.`,
  );
}

function parse(text: string): ColumnType | undefined {
  if (Object.hasOwn(PLAIN, text)) return { kind: PLAIN[text] as PlainKind };
  const [, word, inside = ''] = /^(timestamp|decimal|list|struct)\s*(?:[[(<](.*)[\])>])?$/s.exec(text) ?? [];
  switch (word) {
    case 'timestamp':
      return timestamp(inside);
    case 'decimal':
      return decimal(inside);
    case 'list': {
      const of = parse(inside.trim());
      return of && { kind: 'list', of };
    }
    case 'struct':
      return struct(inside);
    default:
      return undefined;
  }
}

function timestamp(inside: string): ColumnType | undefined {
  const parts = inside.split(',').flatMap((part) => part.trim() || []);
  const unit = parts.find((part): part is TimeUnit => part === 'ms' || part === 'us' || part === 'ns');
  const [zone, ...more] = parts.filter((part) => part !== unit);
  if (more.length > 0 || (zone !== undefined && !isZone(zone))) return undefined;
  return { kind: 'timestamp', unit: unit ?? 'ms', ...(zone !== undefined && { zone }) };
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

function decimal(inside: string): ColumnType | undefined {
  const [precision = NaN, scale = 0, ...more] = inside.split(',').map(Number);
  const fits =
    Number.isInteger(precision) && Number.isInteger(scale) && precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision;
  return fits && more.length === 0 ? { kind: 'decimal', precision, scale } : undefined;
}

function struct(inside: string): ColumnType | undefined {
  const fields = splitOutside(inside).map((part) => {
    const colon = part.indexOf(':');
    const type = parse(part.slice(colon + 1).trim());
    return colon > 0 && type ? { name: part.slice(0, colon).trim(), type } : undefined;
  });
  return fields.every((field) => field !== undefined) && fields.length > 0 ? { kind: 'struct', fields } : undefined;
}

// At the commas that are not inside of another type.
function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if ('<[('.includes(char)) depth++;
    else if ('>])'.includes(char)) depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** The inverse of {@link parseColumnType}. */
export function formatColumnType(type: ColumnType): string {
  switch (type.kind) {
    case 'timestamp':
      return `timestamp[${type.unit}${type.zone === undefined ? '' : `, ${type.zone}`}]`;
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`;
    case 'list':
      return `list<${formatColumnType(type.of)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}: ${formatColumnType(field.type)}`).join(', ')}>`;
    default:
      return type.kind;
  }
}

/** What a schema calls a column of this type. */
export function schemaTypeOf({ kind }: ColumnType): SchemaField['type'] {
  switch (kind) {
    case 'int32':
    case 'int64':
      return 'integer';
    case 'float32':
    case 'float64':
    case 'decimal':
      return 'number';
    case 'string':
    case 'category':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'date':
    case 'timestamp':
      return 'datetime';
    default:
      return 'any';
  }
}
