import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markdownPages, readPage, root, withoutCode } from './markdown-page.js';

const pages = markdownPages();

describe('the links of the documentation', () => {
  it('are looked for in every page', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/durability.md']));
    expect(linksOf('README.md').map(({ path }) => path)).toContain('docs/durability.md');
  });

  it.each(pages)('lead to files and headings that are there: %s', (page) => {
    const broken = linksOf(page).filter(({ path, heading }) => {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      return heading !== undefined && !headingsOf(target).includes(heading);
    });
    expect(broken).toEqual([]);
  });
});

function linksOf(page: string): { path: string; heading?: string }[] {
  const text = withoutCode(readPage(page)).replace(/`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  return targets
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
    .map((target) => {
      const [path = '', heading] = target.split('#');
      return heading === undefined ? { path } : { path, heading };
    });
}

// As GitHub makes anchors of headings.
function headingsOf(page: string): string[] {
  return [...withoutCode(readPage(page)).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}
