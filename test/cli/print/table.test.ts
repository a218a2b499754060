import { afterEach, describe, expect, it } from 'vitest';
import { cut, oneLine, widthOf } from '../../../src/cli/print/style.js';
import { pairs, table } from '../../../src/cli/print/table.js';

const { isTTY, columns } = process.stdout;
const { NO_COLOR } = process.env;
afterEach(() => {
  Object.assign(process.stdout, { isTTY, columns });
  if (NO_COLOR === undefined) delete process.env['NO_COLOR'];
  else process.env['NO_COLOR'] = NO_COLOR;
});

function onTerminal(width: number, colours: boolean): void {
  Object.assign(process.stdout, { isTTY: true, columns: width });
  if (colours) delete process.env['NO_COLOR'];
  else process.env['NO_COLOR'] = '1';
}

const COLUMNS = [
  { title: 'NAME', shrinksTo: 4 },
  { title: 'SIZE', align: 'right' as const },
  { title: 'NOTE', shrinksTo: 6 },
];
const ROWS = [
  ['short', '1', 'x'],
  ['a much longer name', '12,000', 'a note of some length'],
];

describe('a table', () => {
  it('is as wide as its cells, and has no spaces at the end of a line', () => {
    Object.assign(process.stdout, { isTTY: false });
    expect(table(COLUMNS, ROWS)).toBe(
      ['NAME                  SIZE  NOTE', 'short                    1  x', 'a much longer name  12,000  a note of some length'].join('\n'),
    );
  });

  it('takes from the widest columns that may shrink where the terminal is narrow', () => {
    onTerminal(32, false);
    const lines = table(COLUMNS, ROWS).split('\n');
    expect(lines.at(-1)).toBe('a much lon…  12,000  a note of …');
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(32);
  });

  it('never cuts a column that may not shrink', () => {
    onTerminal(5, false);
    expect(table(COLUMNS, ROWS)).toContain('12,000');
  });

  it('measures cells without their styles, and dims its titles', () => {
    onTerminal(80, true);
    const lines = table(
      [{ title: 'A' }, { title: 'B' }],
      [
        ['\u001B[32mgreen\u001B[39m', 'x'],
        ['y', 'z'],
      ],
    ).split('\n');
    expect(lines[0]).toContain('\u001B[2mA\u001B[22m');
    expect(lines.map(widthOf)).toEqual([8, 8, 8]);
  });
});

describe('text of others', () => {
  it('cannot move the cursor or end a style', () => {
    expect(oneLine('a\u001B[2Jb\nc\td')).toBe('a�[2Jb c d');
  });

  it('is cut by what is seen of it', () => {
    expect(cut('naïve 🎈 text', 8)).toBe('naïve 🎈…');
    expect(cut('fits', 4)).toBe('fits');
  });
});

describe('pairs', () => {
  it('stand below each other; further lines are indented', () => {
    Object.assign(process.stdout, { isTTY: false });
    expect(
      pairs([
        ['a', '1\n2'],
        ['long', '3'],
      ]),
    ).toBe('  a     1\n        2\n  long  3');
    expect(pairs([])).toBe('');
  });
});
