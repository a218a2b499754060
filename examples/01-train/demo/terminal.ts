import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const coloured = process.stdout.isTTY && process.stdout.hasColors();

/** Styled on a terminal, plain in a pipe, a file, or where NO_COLOR is set. */
export function paint(style: Style, text: string): string {
  return coloured ? styleText(style, text) : text;
}

/** A line beginning with the seconds since this program started. */
export function progress(text: string): void {
  console.log(`${paint('dim', `${(performance.now() / 1000).toFixed(1).padStart(6)} s`)}  ${text}`);
}

export function heading(text: string): void {
  console.log(`\n${paint('bold', text)}`);
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): void {
  const width = (text: string) => stripVTControlCharacters(text).length;
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  for (const row of rows) {
    console.log(`  ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  ')}`.trimEnd());
  }
}

/** 340 ms, 2.1 s, 3 min 5 s */
export function duration(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Numbers to four digits after the point. */
export function shortValue(value: unknown): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return String(Number(value.toFixed(4)));
}
