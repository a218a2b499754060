import { InvalidDatasetError } from '../../core/index.js';
import { decodedText } from '../decode-text.js';
import { pickColumns } from '../pick-columns.js';
import type { RawTable } from '../raw-columns.js';
import type { Batch, ScanOptions, TableBody, TableField, TableReader } from '../table-reader.js';
import { uniformReader } from '../uniform-reader.js';
import { parseExact } from './exact-json.js';
import { jsonElements } from './json-elements.js';
import type { Element } from './json-elements.js';
import { jsonTable } from './json-table.js';
import { ValueTypes } from './value-types.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON array of objects a part at a time, and whole any other form that holds a table (see `jsonTable`). Tagged values come back as they were,
 * and integers beyond 2^53 as bigints. Objects that follow each other line by line are read as JSON lines, whatever the file is called.
 */
export function openJson(body: TableBody): TableReader {
  return openRows(body, async function* () {
    const first = await firstLine(body);
    if (first.startsWith('[')) yield* elements(body, jsonElements(decodedText(body)));
    else if (first.startsWith('{') && isWhole(first) && body.size > first.length + 2) yield* elements(body, lines(body));
    else yield jsonTable(body.name, parse(body, { text: await wholeText(body), line: 0 }));
  });
}

/** Reads one JSON object a line. Blank lines do not count. */
export function openJsonLines(body: TableBody): TableReader {
  return openRows(body, () => elements(body, lines(body)));
}

function openRows(body: TableBody, parts: () => AsyncIterable<readonly Row[] | RawTable>): TableReader {
  let types: Promise<ReadonlyMap<string, ValueTypes>> | undefined;
  let known: ReadonlyMap<string, ValueTypes> = new Map();
  let rows = 0;
  const look = async (): Promise<ReadonlyMap<string, ValueTypes>> => {
    const found = new Map<string, ValueTypes>();
    for await (const batch of scan()) {
      rows = batch.start + batch.rows;
      for (const [name, values] of batch.columns) {
        const type = found.get(name) ?? new ValueTypes();
        found.set(name, type);
        for (let row = 0; row < values.length; row++) type.add(values[row]);
      }
    }
    return (known = found);
  };
  async function* scan({ columns, limit = Infinity }: ScanOptions = {}): AsyncGenerator<Batch, void, undefined> {
    let start = 0;
    const seen = new Set<string>();
    for await (const part of parts()) {
      const batch = cut(isTable(part) ? part : columnsOf(part), limit - start);
      for (const name of batch.columns.keys()) seen.add(name);
      yield { start, rows: batch.rows, columns: columns === undefined ? batch.columns : only(batch.columns, columns) };
      start += batch.rows;
      if (start >= limit) break;
    }
    if (start > 0 && seen.size === 0) throw new InvalidDatasetError(body.name, `none of its ${start} rows has a column`);
    if (columns !== undefined) pickColumns(body.name, [...seen], columns);
  }
  return uniformReader({
    async fields(): Promise<readonly TableField[]> {
      types ??= look();
      return [...(await types)].map(([name, type]) => type.field(name, rows));
    },
    scan,
    async *objects() {
      for await (const part of parts()) yield isTable(part) ? objectsOf(part) : [...part];
    },
    narrowing: () => 'integer',
    isWide: (column) => known.get(column)?.isWide,
  });
}

/** @throws {InvalidDatasetError} with the line, for what is no JSON or no object. */
async function* elements(body: TableBody, parts: AsyncIterable<readonly Element[]>): AsyncGenerator<Row[], void, undefined> {
  try {
    for await (const part of parts) {
      yield part.map((element) => {
        const row = parse(body, element);
        if (typeof row === 'object' && row !== null && !Array.isArray(row) && !(row instanceof Date)) return row as Row;
        const found = row === null ? 'null' : Array.isArray(row) ? 'an array' : `a ${typeof row}`;
        throw new InvalidDatasetError(body.name, `line ${element.line} has ${found}, and a row is an object of values by column name`, {
          line: element.line,
        });
      });
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidDatasetError(body.name, `it is not JSON, or cut short: ${error.message}`, { cause: error });
  }
}

async function* lines(body: TableBody): AsyncGenerator<Element[], void, undefined> {
  let held = '';
  let line = 0;
  for await (const chunk of decodedText(body)) {
    const texts = (held + chunk).split('\n');
    held = texts.pop() ?? '';
    yield texts.map((text) => ({ text, line: ++line })).filter(({ text }) => text.trim() !== '');
  }
  if (held.trim() !== '') yield [{ text: held, line: line + 1 }];
}

function parse(body: TableBody, { text, line }: Element): ReturnType<typeof parseExact> {
  try {
    return parseExact(text);
  } catch (error) {
    const what = line === 0 ? 'it' : `line ${line}`;
    throw new InvalidDatasetError(body.name, `${what} is not JSON, or cut short: ${(error as Error).message}`, {
      cause: error,
      ...(line > 0 && { line }),
    });
  }
}

function isWhole(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

async function firstLine(body: TableBody): Promise<string> {
  let text = '';
  for await (const chunk of decodedText(body)) {
    text = (text + chunk).trimStart();
    const end = text.indexOf('\n');
    if (text.startsWith('[') || end >= 0) return end < 0 ? text : text.slice(0, end);
  }
  return text;
}

async function wholeText(body: TableBody): Promise<string> {
  let text = '';
  for await (const chunk of decodedText(body)) text += chunk;
  return text;
}

function isTable(part: readonly Row[] | RawTable): part is RawTable {
  return !Array.isArray(part);
}

// The union of the rows' keys, in the order first seen; what a row lacks is null.
function columnsOf(rows: readonly Row[]): RawTable {
  const columns = new Map<string, unknown[]>();
  for (const [index, row] of rows.entries()) {
    for (const key of Object.keys(row)) {
      let values = columns.get(key);
      if (!values) columns.set(key, (values = new Array<unknown>(rows.length).fill(null)));
      values[index] = row[key];
    }
  }
  return { rows: rows.length, columns };
}

function objectsOf({ rows, columns }: RawTable): Row[] {
  return Array.from({ length: rows }, (_, row) => Object.fromEntries([...columns].map(([name, values]) => [name, values[row] ?? null])));
}

function cut(table: RawTable, limit: number): RawTable {
  if (table.rows <= limit) return table;
  return {
    rows: limit,
    columns: new Map([...table.columns].map(([name, values]) => [name, Array.prototype.slice.call(values, 0, limit)])),
  };
}

function only(columns: RawTable['columns'], names: readonly string[]): RawTable['columns'] {
  return new Map(names.flatMap((name) => (columns.has(name) ? [[name, columns.get(name) ?? []]] : [])));
}
