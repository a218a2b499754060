import { stripVTControlCharacters, styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** True when this stream wants colours: a terminal and no NO_COLOR, or FORCE_COLOR. */
export function hasColours(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0';
  return stream.isTTY === true;
}

/** `text` in this style where stdout has colours. */
export function styled(format: Format, text: string): string {
  return hasColours(process.stdout) ? styleText(format, text) : text;
}

/** The same for stderr. */
export function styledError(format: Format, text: string): string {
  return hasColours(process.stderr) ? styleText(format, text) : text;
}

/** Columns that a line may take; no limit where stdout is no terminal. */
export function lineWidth(): number {
  return process.stdout.isTTY ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
}

/** How many columns text takes, styles left out. */
export function widthOf(text: string): number {
  // By code points: near enough for what runs are called.
  return [...stripVTControlCharacters(text)].length;
}

/** Text of other people's making on one line: no control characters, which could move the cursor or end a style. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this replaces
  return text.replace(/\s+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}

/** A line of other people's making with its spaces and tabs, but without control characters. */
export function visible(line: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this replaces
  return line.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '�');
}

/** At most `width` columns, with an ellipsis in the place of what is cut. Styles are kept where nothing is cut. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return `${[...stripVTControlCharacters(text)].slice(0, Math.max(0, width - 1)).join('')}…`;
}
