import { BrokenRow, splitRows } from './split-rows.js';

const CANDIDATES = [',', ';', '\t', '|'];
const ROWS = 100;
/** The width of a row that cannot be split: that of no header. */
const BROKEN = -1;

/**
 * The delimiter that cuts the first rows into equally many cells, the more the better; else the one that cuts the header and fits the most rows, so
 * that the error about the others speaks of the right delimiter. Where none cuts the header there is one column.
 */
export function detectDelimiter(text: string, quote: string, whole: boolean): string {
  let best = { delimiter: ',', score: -1 };
  for (const delimiter of CANDIDATES) {
    const score = scoreOf(widths(text, { delimiter, quote }, whole));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function widths(text: string, dialect: { delimiter: string; quote: string }, whole: boolean): number[] {
  const split = (part: string, isWhole: boolean): number[] =>
    splitRows(part, dialect, { whole: isWhole }).rows.flatMap((row) => (row.length > 1 || row[0] !== null ? [row.length] : []));
  try {
    const found = split(text, whole);
    // A row longer than the sample shows what there is of it.
    return found.length > 0 ? found : split(text, true);
  } catch (error) {
    if (!(error instanceof BrokenRow)) throw error;
    const header = text.slice(0, text.search(/[\r\n]/));
    return header.includes(dialect.quote) ? [] : [header.split(dialect.delimiter).length, BROKEN];
  }
}

function scoreOf(all: readonly number[]): number {
  const [header = 0, ...rows] = all.slice(0, ROWS);
  const fitting = rows.filter((width) => width === header).length;
  const fits = rows.length === 0 ? 1 : fitting / rows.length;
  // In this order: cuts and fits all, cuts and fits some, one column and fits all, nothing.
  if (header > 1) return fits === 1 ? 1e6 + header : 1e3 * fits + header / 1e3 + 1;
  return header === 1 && fits === 1 ? 0.5 : 0;
}
