/** A cell: null when empty, the empty text when `""`. */
export type Cell = string | null;

const QUOTE = '"';

/**
 * Splits CSV (RFC 4180) or another delimited text into rows of cells. Lines end in LF, CRLF or CR; in quotes they are text.
 *
 * @throws {SyntaxError} for a quote that is not closed, or text behind a closing one.
 */
export function parseDelimited(text: string, delimiter: string): Cell[][] {
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let position = 0;
  while (position < text.length) {
    const cell = text[position] === QUOTE ? quotedCell(text, position, rows.length) : plainCell(text, position, delimiter);
    row.push(cell.value);
    position = cell.end;
    const next = text[position];
    if (next === delimiter) {
      position++;
      // A delimiter at the very end has an empty cell behind it.
      if (position === text.length) row.push(null);
      continue;
    }
    if (next !== undefined && next !== '\n' && next !== '\r')
      throw new SyntaxError(`line ${rows.length + 1} has text behind a closing quote`);
    position += next === '\r' && text[position + 1] === '\n' ? 2 : 1;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

interface Read {
  readonly value: Cell;
  /** Where reading goes on. */
  readonly end: number;
}

function plainCell(text: string, start: number, delimiter: string): Read {
  let end = start;
  for (; end < text.length; end++) {
    const char = text[end];
    if (char === delimiter || char === '\n' || char === '\r') break;
  }
  return { value: end === start ? null : text.slice(start, end), end };
}

function quotedCell(text: string, start: number, line: number): Read {
  let end = text.indexOf(QUOTE, start + 1);
  // Two quotes are one that belongs to the text.
  while (end >= 0 && text[end + 1] === QUOTE) end = text.indexOf(QUOTE, end + 2);
  if (end < 0) throw new SyntaxError(`the quote that opens in line ${line + 1} is never closed`);
  return { value: text.slice(start + 1, end).replaceAll('""', QUOTE), end: end + 1 };
}
