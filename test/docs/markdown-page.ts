import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The top of the repository. */
export const root = join(import.meta.dirname, '../..');

const UNREAD = new Set(['node_modules', 'dist', 'coverage', '.git', '.tidemark']);

/** A fenced block of code. */
export interface CodeBlock {
  /** What stands behind the fence, e.g. `ts`. */
  readonly language: string;
  readonly code: string;
  /** Of its first line of code in the page, from 1. */
  readonly line: number;
}

/** A row of a table: its cells as Markdown, without the header and the line below it. */
export type Row = readonly string[];

/** Every Markdown page of the repository, relative to its top. */
export function markdownPages(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !UNREAD.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return markdownPages(path);
      return entry.name.endsWith('.md') ? [relative(root, path)] : [];
    });
}

/** The text of a page. */
export function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** The code of a page, in order. */
export function codeBlocks(text: string): CodeBlock[] {
  return [...text.matchAll(/^```([a-z]+)[^\n]*\n([^]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    code: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length + 1,
  }));
}

/** The page without its code: what is prose. */
export function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '');
}

/** The rows of every table under the heading that begins with `heading`, up to the next heading of any level; of the whole page without one. */
export function tableRows(text: string, heading?: string): Row[] {
  const prose = withoutCode(text);
  const part = heading === undefined ? prose : prose.split(/^(?=#+ )/m).find((section) => section.replace(/^#+ /, '').startsWith(heading));
  if (part === undefined) throw new Error(`There is no heading ${JSON.stringify(heading)}.`);
  return part
    .split(/\n(?!\|)/)
    .flatMap((block) =>
      block
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .slice(2),
    )
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** What stands between backticks in prose. */
export function codeSpans(text: string): string[] {
  return [...withoutCode(text).matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}
