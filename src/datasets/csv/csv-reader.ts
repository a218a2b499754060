import { InvalidArgumentError, InvalidDatasetError } from '../../core/index.js';
import type { CsvOptions } from '../../sdk/index.js';
import type { Batch, ScanOptions, TableBody, TableField, TableReader } from '../table-reader.js';
import { pickColumns } from '../pick-columns.js';
import { CellTypes } from './cell-types.js';
import type { CellColumn } from './cell-types.js';
import { checkCsvOptions } from './csv-options.js';
import { decodedText } from '../decode-text.js';
import { detectDelimiter } from './detect-delimiter.js';
import { BrokenRow, splitRows } from './split-rows.js';
import type { Cell, SplitRows } from './split-rows.js';

const SAMPLE_CHARACTERS = 64 * 1024;
/** A row longer than this is a quote that nobody closes; going on would take the whole file into memory. */
const LONGEST_ROW = 64 * 1024 * 1024;

/** Rows of equal width, without the header. */
interface CellRows {
  readonly header: readonly string[];
  readonly rows: readonly Cell[][];
  /** The line of each row. */
  readonly lines: readonly number[];
}

/** What of the rows is wanted, and how. */
interface Wanted {
  readonly columns: readonly string[] | undefined;
  readonly ticks: boolean | undefined;
}

/**
 * Reads delimited text. Each column's type is found from all of its cells, which takes a reading of its own; only `limit` makes it the cells that are
 * read. A time without a zone is taken for UTC, so that it is the same on every machine.
 */
export function openCsv(body: TableBody, options: CsvOptions = {}): TableReader {
  const reader = new CsvReader(body, checkCsvOptions(options));
  const batches = (scan?: ScanOptions): AsyncIterable<Batch> => reader.batches(scan);
  return {
    fields: () => reader.fields(),
    batches,
    looseBatches: batches,
    narrowing: () => (options.types === undefined ? undefined : 'integer'),
  };
}

class CsvReader {
  readonly #body: TableBody;
  readonly #options: CsvOptions;
  #columns: Promise<ReadonlyMap<string, CellColumn>> | undefined;

  constructor(body: TableBody, options: CsvOptions) {
    this.#body = body;
    this.#options = options;
  }

  async fields(): Promise<readonly TableField[]> {
    return [...(await this.#allColumns())].map(([name, { type, nullable }]) => ({ name, type, nullable }));
  }

  async *batches({ columns, limit, ticks }: ScanOptions = {}): AsyncGenerator<Batch, void, undefined> {
    if (limit !== undefined) return yield* this.#head(limit, { columns, ticks });
    const types = await this.#allColumns();
    let start = 0;
    for await (const part of this.#parts()) {
      yield this.#batch(part, types, { start, columns, ticks });
      start += part.rows.length;
    }
  }

  // No more than is asked for is read, so the types are those of these rows.
  async *#head(limit: number, wanted: Wanted): AsyncGenerator<Batch, void, undefined> {
    const rows: Cell[][] = [];
    const lines: number[] = [];
    let header: readonly string[] = [];
    for await (const part of this.#parts()) {
      header = part.header;
      for (const row of part.rows) rows.push(row);
      for (const line of part.lines) lines.push(line);
      if (rows.length >= limit) break;
    }
    const head = { header, rows: rows.slice(0, limit), lines };
    const types: CellTypes[] = [];
    addAll(types, head, this.#options.decimal);
    yield this.#batch(head, this.#named(header, types), { start: 0, ...wanted });
  }

  #allColumns(): Promise<ReadonlyMap<string, CellColumn>> {
    this.#columns ??= (async () => {
      const types: CellTypes[] = [];
      let header: readonly string[] = [];
      for await (const part of this.#parts()) {
        header = part.header;
        addAll(types, part, this.#options.decimal);
      }
      return this.#named(header, types);
    })();
    return this.#columns;
  }

  #named(header: readonly string[], types: readonly CellTypes[]): ReadonlyMap<string, CellColumn> {
    const told = this.#options.types ?? {};
    const unknown = Object.keys(told).filter((name) => !header.includes(name));
    if (unknown.length > 0) {
      throw new InvalidArgumentError(
        `${this.#body.name} has no column ${unknown.join(', ')} to give a type to; it has ${header.join(', ')}.`,
      );
    }
    return new Map(header.map((name, index) => [name, (types[index] ?? new CellTypes()).column(told[name])]));
  }

  #batch(part: CellRows, types: ReadonlyMap<string, CellColumn>, { start, columns, ticks }: Wanted & { readonly start: number }): Batch {
    const values = pickColumns(this.#body.name, part.header, columns).map((name): [string, unknown[]] => {
      const index = part.header.indexOf(name);
      const type = types.get(name);
      const convert = (ticks === true ? type?.ticks : undefined) ?? type?.convert ?? ((cell: string): unknown => cell);
      return [name, part.rows.map((row, at) => this.#value(row[index] ?? null, { convert, name, line: part.lines[at] ?? 0 }))];
    });
    return { start, rows: part.rows.length, columns: new Map(values) };
  }

  #value(cell: Cell, { convert, name, line }: { convert: CellColumn['convert']; name: string; line: number }): unknown {
    if (cell === null) return null;
    const value = convert(cell);
    if (value !== undefined) return value;
    const shown = JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);
    const told = this.#options.types?.[name];
    throw new InvalidDatasetError(
      this.#body.name,
      `line ${line}, column ${JSON.stringify(name)} holds ${shown}, and its type was to be ${told}`,
      { line },
    );
  }

  /** @throws {InvalidDatasetError} with the line, for rows that are broken. */
  async *#parts(): AsyncGenerator<CellRows, void, undefined> {
    let header: readonly string[] | undefined;
    for await (const { rows, lines } of this.#split()) {
      let from = 0;
      if (header === undefined) {
        from = rows.findIndex((row) => !isBlank(row));
        const [first] = rows.slice(from, from + 1);
        if (from < 0 || first === undefined) continue;
        header = this.#headerOf(first);
        if (this.#options.header === undefined || this.#options.header === true) from++;
      }
      yield this.#checked(header, rows.slice(from), lines.slice(from));
    }
    if (header === undefined) throw new InvalidDatasetError(this.#body.name, 'it is empty, without even a header');
  }

  #checked(header: readonly string[], rows: readonly Cell[][], lines: readonly number[]): CellRows {
    const nulls = this.#options.nulls === undefined ? undefined : new Set(this.#options.nulls);
    const kept = { header, rows: [] as Cell[][], lines: [] as number[] };
    for (const [index, row] of rows.entries()) {
      // In a table of one column it is a null.
      if (header.length > 1 && isBlank(row)) continue;
      const line = lines[index] ?? 0;
      if (row.length !== header.length) throw this.#ragged(line, row.length, header.length);
      kept.rows.push(nulls ? row.map((cell) => (nulls.has(cell ?? '') ? null : (cell ?? ''))) : row);
      kept.lines.push(line);
    }
    return kept;
  }

  #headerOf(row: readonly Cell[]): readonly string[] {
    const { header = true } = this.#options;
    const names =
      header === true ? row.map((cell) => cell ?? '') : header === false ? row.map((_, index) => `column_${index + 1}`) : header;
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) throw new InvalidDatasetError(this.#body.name, `two of its columns are called ${JSON.stringify(twice)}`);
    return names;
  }

  #ragged(line: number, found: number, width: number): InvalidDatasetError {
    const counts = `line ${line} has ${found} ${found === 1 ? 'value' : 'values'}, and its header ${width}`;
    return new InvalidDatasetError(this.#body.name, `${counts}; is it cut short, or another delimiter meant (option delimiter)?`, { line });
  }

  async *#split(): AsyncGenerator<SplitRows, void, undefined> {
    const { quote = '"' } = this.#options;
    let delimiter = this.#options.delimiter;
    let text = '';
    let line = 1;
    // A row that grows over many chunks is not looked through at each of them.
    let enough = SAMPLE_CHARACTERS;
    try {
      for await (const chunk of decodedText(this.#body, this.#options.encoding)) {
        text += chunk;
        if (text.length < enough) continue;
        delimiter ??= detectDelimiter(text.slice(0, SAMPLE_CHARACTERS), quote, false);
        const split = splitRows(text, { delimiter, quote }, { line, whole: false });
        yield split;
        text = text.slice(split.end);
        line = split.line;
        if (text.length > LONGEST_ROW) throw new BrokenRow(line, 'begins a row of more than 64 MiB; is a quote never closed?');
        enough = Math.max(SAMPLE_CHARACTERS, 2 * text.length);
      }
      delimiter ??= detectDelimiter(text.slice(0, SAMPLE_CHARACTERS), quote, text.length <= SAMPLE_CHARACTERS);
      yield splitRows(text, { delimiter, quote }, { line });
    } catch (error) {
      if (!(error instanceof BrokenRow)) throw error;
      throw new InvalidDatasetError(this.#body.name, `${error.message}; is it cut short, or not delimited text?`, {
        cause: error,
        line: error.line,
      });
    }
  }
}

function isBlank(row: readonly Cell[]): boolean {
  return row.length === 1 && row[0] === null;
}

function addAll(types: CellTypes[], { header, rows }: CellRows, decimal: CsvOptions['decimal']): void {
  for (let column = 0; column < header.length; column++) {
    const type = (types[column] ??= new CellTypes(decimal));
    for (const row of rows) type.add(row[column] ?? null);
  }
}
