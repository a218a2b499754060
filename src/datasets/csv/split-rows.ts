/** A cell: null when empty, the empty text when `""`. */
export type Cell = string | null;

/** How a file is delimited. */
export interface Dialect {
  readonly delimiter: string;
  /** Empty: nothing is quoted. */
  readonly quote: string;
}

/** Rows, each with the line that it begins in, from 1. */
export interface SplitRows {
  readonly rows: Cell[][];
  readonly lines: number[];
  /** Where the first row begins that is not complete. */
  readonly end: number;
  /** The line of `end`. */
  readonly line: number;
}

/** A row that cannot be split. */
export class BrokenRow extends Error {
  readonly line: number;
  constructor(line: number, reason: string) {
    super(`line ${line} ${reason}`);
    this.line = line;
  }
}

interface Read {
  readonly value: Cell;
  /** Where reading goes on; -1 when more text may change the cell. */
  readonly end: number;
}

const LF = 10;
const CR = 13;

/**
 * Splits CSV (RFC 4180) or another delimited text into rows of cells. Lines end in LF, CRLF or CR; in quotes they are text. Where the text is not
 * `whole`, the row that it breaks off in is left for the next call.
 *
 * Hand-written: readers on npm give quoted and unquoted empty cells alike or ask a callback for every cell, and here null and '' are two values. It
 * takes text a chunk at a time without a stream of its own, and tells the line of a row.
 *
 * @throws {BrokenRow} for a quote that is not closed, or text behind a closing one.
 */
export function splitRows(text: string, dialect: Dialect, { line = 1, whole = true } = {}): SplitRows {
  return new Splitter(text, dialect, { line, whole }).split();
}

class Splitter {
  readonly #text: string;
  readonly #quote: string;
  readonly #separator: number;
  readonly #whole: boolean;
  readonly #rows: Cell[][] = [];
  readonly #lines: number[] = [];
  #position = 0;
  #line: number;
  /** The row that is being read, and where it begins. */
  #row: Cell[] = [];
  #rowStart = 0;
  #rowLine: number;

  constructor(text: string, { delimiter, quote }: Dialect, { line, whole }: { readonly line: number; readonly whole: boolean }) {
    this.#text = text;
    this.#quote = quote;
    this.#separator = delimiter.charCodeAt(0);
    this.#whole = whole;
    this.#line = line;
    this.#rowLine = line;
  }

  split(): SplitRows {
    let more = true;
    while (more && this.#position < this.#text.length) more = this.#cell() && this.#afterCell();
    if (this.#whole && this.#row.length > 0) this.#endRow();
    return { rows: this.#rows, lines: this.#lines, end: this.#rowStart, line: this.#rowLine };
  }

  // False, here and below, when it takes more text to go on.
  #cell(): boolean {
    const text = this.#text;
    const isQuoted = this.#quote !== '' && text[this.#position] === this.#quote;
    const cell = isQuoted ? quotedCell(text, this.#position, this.#quote) : plainCell(text, this.#position, this.#separator);
    if (cell.end < 0 && this.#whole) throw new BrokenRow(this.#line, 'opens a quote that is never closed');
    if (cell.end < 0 || (cell.end === text.length && !this.#whole)) return false;
    if (isQuoted && cell.value !== null) this.#line += lineBreaks(cell.value);
    this.#row.push(cell.value);
    this.#position = cell.end;
    return true;
  }

  #afterCell(): boolean {
    const text = this.#text;
    const next = text.charCodeAt(this.#position);
    if (next === this.#separator) {
      this.#position++;
      // A delimiter at the very end has an empty cell behind it.
      if (this.#position === text.length && this.#whole) this.#row.push(null);
      return true;
    }
    if (this.#position < text.length && next !== LF && next !== CR) throw new BrokenRow(this.#line, 'has text behind a closing quote');
    // What follows decides whether this is one line break or two.
    if (next === CR && this.#position + 1 === text.length && !this.#whole) return false;
    this.#position += next === CR && text.charCodeAt(this.#position + 1) === LF ? 2 : 1;
    this.#line++;
    this.#endRow();
    return true;
  }

  #endRow(): void {
    this.#rows.push(this.#row);
    this.#lines.push(this.#rowLine);
    this.#row = [];
    this.#rowStart = this.#position;
    this.#rowLine = this.#line;
  }
}

function plainCell(text: string, start: number, separator: number): Read {
  let end = start;
  for (; end < text.length; end++) {
    const char = text.charCodeAt(end);
    if (char === separator || char === LF || char === CR) break;
  }
  return { value: end === start ? null : text.slice(start, end), end };
}

function quotedCell(text: string, start: number, quote: string): Read {
  let end = text.indexOf(quote, start + 1);
  let doubled = false;
  // Two quotes are one that belongs to the text.
  while (end >= 0 && text[end + 1] === quote) {
    doubled = true;
    end = text.indexOf(quote, end + 2);
  }
  if (end < 0) return { value: null, end };
  const value = text.slice(start + 1, end);
  return { value: doubled ? value.replaceAll(quote + quote, quote) : value, end: end + 1 };
}

function lineBreaks(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0;
  return text.split(/\r\n|\r|\n/).length - 1;
}
