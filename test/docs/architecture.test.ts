import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeBlocks, codeSpans, readPage, root, tableRows } from './markdown-page.js';

const page = readPage('ARCHITECTURE.md');
const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

describe('the page of the architecture', () => {
  it('has every room, with the mark of where it may run', () => {
    const listed = tableRows(page, 'Rooms').map(([room = '', mark]) => [codeSpans(room)[0], mark]);
    const sandbox = readFileSync(join(root, 'tsconfig.sandbox.json'), 'utf8');
    const marked = rooms.map((room) => [`src/${room}`, sandbox.includes(`"src/${room}"`) ? '[S]' : '[N]']);
    expect(listed.toSorted()).toEqual(marked.toSorted());
  });

  it('draws the imports between rooms as they are', () => {
    const [drawing] = codeBlocks(page).filter(({ language }) => language === 'mermaid');
    const drawn = [...(drawing?.code ?? '').matchAll(/^ +(\w+) --> (\w+)$/gm)].map(([, from, to]) => `${from} --> ${to}`);
    expect(drawn.length).toBeGreaterThan(10);
    expect(drawn.toSorted()).toEqual(importsBetweenRooms());
  });

  it('names files and folders that are there', () => {
    const paths = codeSpans(page).filter((span) => /^(src|test|docs|examples|scripts)\/[\w./-]*$|^[\w.-]+\.(ts|md|json|cjs)$/.test(span));
    expect(paths.length).toBeGreaterThan(80);
    expect(paths.filter((path) => path !== 'index.ts' && !existsSync(join(root, path)))).toEqual([]);
  });

  it('says of everything that can be changed by which test it is held', () => {
    for (const [what = '', open = '', test = ''] of tableRows(page, 'To change X')) {
      expect(codeSpans(open), what).not.toEqual([]);
      expect(codeSpans(test)[0], what).toMatch(/^test\//);
    }
  });
});

// What is drawn as understood is left out: core, sdk, and what the command line reaches for.
function importsBetweenRooms(): string[] {
  const found = new Set<string>();
  for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
    const from = file.split(sep)[0] ?? '';
    for (const [, specifier = ''] of readFileSync(join(root, 'src', file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const to = relative(join(root, 'src'), join(root, 'src', dirname(file), specifier)).split(sep)[0] ?? '';
      if (rooms.includes(from) && from !== to && from !== 'cli' && to !== 'core' && to !== 'sdk') found.add(`${from} --> ${to}`);
    }
  }
  return [...found].toSorted();
}
