import { cut, lineWidth, styled, widthOf } from './style.js';

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** May be cut to this many columns where the terminal is narrow; others keep their width. */
  readonly shrinksTo?: number;
}

const GAP = '  ';

/** Rows under their titles, as wide as they need to be and no wider than the terminal. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = fit(
    columns,
    columns.map(({ title }, index) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? '')))),
  );
  const line = (cells: readonly string[], style: (text: string) => string = (text) => text) =>
    columns
      .map(({ align }, index) => pad(style(cut(cells[index] ?? '', widths[index] ?? 0)), widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd();
  const titles = line(
    columns.map(({ title }) => title),
    (text) => styled('dim', text),
  );
  return [titles, ...rows.map((row) => line(row))].join('\n');
}

/** Names and values, the values below each other; values of several lines are indented. */
export function pairs(entries: readonly (readonly [string, string])[], indent = '  '): string {
  const width = Math.max(0, ...entries.map(([name]) => widthOf(name)));
  return entries
    .map(([name, value]) => {
      const start = `${indent}${styled('cyan', name)}${' '.repeat(width - widthOf(name))}${GAP}`;
      return start + value.replaceAll('\n', `\n${' '.repeat(indent.length + width + GAP.length)}`);
    })
    .join('\n');
}

// What is missing is taken from the widest column that may shrink, until all fits or none can give more.
function fit(columns: readonly Column[], wanted: readonly number[]): number[] {
  const widths = [...wanted];
  let excess = widths.reduce((sum, width) => sum + width, GAP.length * (columns.length - 1)) - lineWidth();
  while (excess > 0) {
    const index = widest(columns, widths);
    if (index === undefined) break;
    widths[index] = (widths[index] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function widest(columns: readonly Column[], widths: readonly number[]): number | undefined {
  let found: number | undefined;
  for (const [index, { shrinksTo }] of columns.entries()) {
    const width = widths[index] ?? 0;
    if (shrinksTo !== undefined && width > shrinksTo && (found === undefined || width > (widths[found] ?? 0))) found = index;
  }
  return found;
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? space + text : text + space;
}
