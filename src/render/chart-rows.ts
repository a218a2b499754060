import { isObject } from './chart-views.js';

/** The part of an Arquero table that is read; told by its shape, so that any copy of Arquero will do. */
interface ArqueroShape {
  columnNames(): string[];
  objects(): object[];
}

/** The same of an Arrow table (apache-arrow, flechette): its rows read themselves out. */
interface ArrowShape {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  toArray(): ArrayLike<Readonly<Record<string, unknown>>>;
}

/** True for an Arquero or Arrow table. */
export function isTable(value: unknown): value is ArqueroShape | ArrowShape {
  return isArquero(value) || isArrow(value);
}

/** A table's rows as plain objects. */
export function rowsOfTable(table: ArqueroShape | ArrowShape): Readonly<Record<string, unknown>>[] {
  if (isArquero(table)) return table.objects() as Record<string, unknown>[];
  const names = table.schema.fields.map(({ name }) => name);
  return Array.from(table.toArray(), (row) => Object.fromEntries(names.map((name) => [name, row[name]])));
}

/** True for columns by name. What has a property of Vega-Lite's own data sources is one of those. */
export function isColumns(value: unknown): value is Readonly<Record<string, ArrayLike<unknown>>> {
  if (!isObject(value) || SOURCES.some((name) => Object.hasOwn(value, name))) return false;
  const columns = Object.values(value);
  return columns.length > 0 && columns.every((column) => Array.isArray(column) || isTypedArray(column));
}

/** Columns of one length, turned into rows. */
export function rowsOfColumns(columns: Readonly<Record<string, ArrayLike<unknown>>>): Readonly<Record<string, unknown>>[] {
  const entries = Object.entries(columns);
  return Array.from({ length: entries[0]?.[1].length ?? 0 }, (_, row) =>
    Object.fromEntries(entries.map(([name, values]) => [name, values[row] ?? null])),
  );
}

const SOURCES = ['values', 'url', 'name', 'format', 'sequence', 'sphere', 'graticule'];

function isArquero(value: unknown): value is ArqueroShape {
  return hasMethods(value, ['columnNames', 'objects']);
}

function isArrow(value: unknown): value is ArrowShape {
  return hasMethods(value, ['toArray']) && 'schema' in value && isObject(value.schema) && Array.isArray(value.schema['fields']);
}

function hasMethods(value: unknown, names: readonly string[]): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => name in value && typeof (value as Readonly<Record<string, unknown>>)[name] === 'function')
  );
}

function isTypedArray(value: unknown): value is ArrayLike<unknown> {
  return ArrayBuffer.isView(value) && 'length' in value;
}
