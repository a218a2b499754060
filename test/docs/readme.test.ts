import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { codeSpans, readPage, root, tableRows } from './markdown-page.js';

const readme = readPage('README.md');

describe('the README', () => {
  it('names exactly the environment variables that the source reads', () => {
    const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, 'src', file), 'utf8'))
      .join('\n');
    const listed = firstSpans('Configuration').map((name) => name.replace('<KEY>', ''));
    const read = [...source.matchAll(/\benv(?:\.|\[['"`])(TIDEMARK_[A-Z_]*)/g)].map((match) => match[1]);
    expect(listed.toSorted()).toEqual([...new Set(read)].toSorted());
    // What a message or a comment speaks of is one of them too.
    const mentioned = [...source.matchAll(/\bTIDEMARK_[A-Z]+(?:_[A-Z]+)*_?/g)].map((match) => match[0]);
    expect(listed).toEqual(expect.arrayContaining([...new Set(mentioned)]));
  });

  it('names exactly the members of the run context', () => {
    const source = readFileSync(join(root, 'src/sdk/run-context.ts'), 'utf8');
    const body = source.slice(source.indexOf('export interface RunContext'), source.indexOf('\n}\n'));
    const members = [...body.matchAll(/^ {2}(?:readonly )?([a-z]\w*)[(<:]/gim)].map((match) => match[1]);
    const listed = tableRows(readme, 'The run context').flatMap(([cell = '']) => codeSpans(cell).map((span) => span.replace(/\(.*/s, '')));
    expect(members.length).toBeGreaterThan(25);
    expect(listed.toSorted()).toEqual([...new Set(members)].toSorted());
  });

  it('names exactly the entry points of the package', () => {
    const entries = Object.keys(manifest.exports).filter((path) => path !== './package.json');
    expect(firstSpans('Install')).toEqual(entries.map((path) => manifest.name + path.slice(1)));
  });

  it('names npm scripts that there are', () => {
    const named = [...readme.matchAll(/npm (?:run ([a-z:]+)|(test)\b)/g)].map((match) => match[1] ?? match[2] ?? '');
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
  });
});

function firstSpans(heading: string): string[] {
  return tableRows(readme, heading).flatMap(([cell = '']) => codeSpans(cell).slice(0, 1));
}
