import { InvalidDatasetError, type Value } from '../../core/index.js';
import type { RawTable } from '../raw-columns.js';
import { rawColumns } from '../raw-columns.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The table in a JSON object: `{ header, rows }`, an object of columns, or what pandas' `to_json` writes: `columns` (its default), `split` and `table`.
 *
 * @throws {InvalidDatasetError} for anything else.
 */
export function jsonTable(name: string, data: Value): RawTable {
  if (!isObject(data)) return rawColumns(name, data);
  const { header, rows, columns, index, data: body, schema } = data;
  if (isNames(header) && Array.isArray(rows)) return fromRows(name, header, rows);
  if (isNames(columns) && Array.isArray(index) && Array.isArray(body)) return fromRows(name, columns, body);
  if (isObject(schema) && Array.isArray(schema['fields']) && Array.isArray(body)) return fromTableSchema(name, schema, body);
  const parts = Object.entries(data);
  // By row labels: the order of the first column's is that of the rows.
  if (parts.length > 0 && parts.every(([, column]) => isObject(column))) {
    const labels = Object.keys(parts[0]?.[1] ?? {});
    return rawColumns(
      name,
      Object.fromEntries(parts.map(([key, column]) => [key, labels.map((label) => (column as JsonObject)[label] ?? null)])),
    );
  }
  return rawColumns(name, data);
}

function fromRows(name: string, header: readonly string[], rows: readonly unknown[]): RawTable {
  const lists = rows.map((row, index) => {
    if (Array.isArray(row) && row.length === header.length) return row as readonly unknown[];
    throw new InvalidDatasetError(name, `row ${index} is not an array of ${header.length} values, one for each column of its header`);
  });
  const columns = new Map(header.map((column, index) => [column, lists.map((row) => row[index])]));
  if (columns.size < header.length) throw new InvalidDatasetError(name, `two of its columns have the same name (${header.join(', ')})`);
  return { rows: rows.length, columns };
}

// https://specs.frictionlessdata.io/table-schema/, as pandas writes it. A row label called "index" is pandas' own numbering, and no column.
function fromTableSchema(name: string, schema: JsonObject, rows: readonly unknown[]): RawTable {
  const fields = (schema['fields'] as readonly JsonObject[]).filter((field) => !(field['name'] === 'index' && isKey(schema, 'index')));
  const columns = fields.map((field): [string, unknown[]] => {
    const key = String(field['name']);
    const isTime = field['type'] === 'datetime';
    return [
      key,
      rows.map((row, index) => {
        if (!isObject(row)) throw new InvalidDatasetError(name, `row ${index} is not an object of values by column name`);
        const value = row[key] ?? null;
        return isTime && typeof value === 'string' ? new Date(/[Zz]|[-+]\d\d:?\d\d$/.test(value) ? value : `${value}Z`) : value;
      }),
    ];
  });
  return { rows: rows.length, columns: new Map(columns) };
}

function isKey(schema: JsonObject, name: string): boolean {
  const key = schema['primaryKey'];
  return Array.isArray(key) && key.length === 1 && key[0] === name;
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
