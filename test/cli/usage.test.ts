import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { example, openTidemark, program } from './tidemark-process.js';
import type { Tidemark } from './tidemark-process.js';

let tidemark: Tidemark;
beforeAll(() => {
  tidemark = openTidemark();
  writeFileSync(join(tidemark.folder, 'empty.ts'), '');
});
afterAll(() => tidemark.remove());

const handler = example('handlers.ts');

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['trian'], 'There is no command tidemark trian. There are: dev, ui, run, runs, artifacts, gc, token, doctor.'],
    ['an unknown command of a group', ['runs', 'lst'], 'There is no command tidemark runs lst.'],
    ['a word that every object has', ['constructor'], 'There is no command tidemark constructor.'],
    ['an unknown option', ['run', handler, '--locale'], "Unknown option '--locale'"],
    ['an unknown short option', ['run', handler, '-x'], "Unknown option '-x'"],
    ['an option before the command', ['--local', 'run', handler], "Unknown option '--local'"],
    ['an option of a group', ['runs', '--json', 'list'], "Unknown option '--json'"],
    ['an option without its value', ['run', handler, '--name'], "'--name <value>' argument missing"],
    ['a value for a switch', ['run', handler, '--local=yes'], 'does not take an argument'],
    ['no file', ['run'], 'Missing required positional argument'],
    ['a file that is not there', ['run', 'nowhere.ts'], 'There is no file'],
    ['two files', ['run', handler, handler], 'Unexpected argument'],
    ['a param without a value', ['run', handler, '-p', 'p1'], '--param "p1" has no key and value'],
    ['a param without a key', ['run', handler, '-p', '=5'], '--param "=5" has no key and value'],
    ['an input without a path', ['run', handler, '--input', 'infile.txt'], '--input "infile.txt" has no key and value'],
    ['a secrets file that is not there', ['run', handler, '--secrets', 'nowhere.env'], 'There is no secrets file'],
    ['a count that is none', ['runs', 'list', '--limit', 'many'], '--limit takes a whole number'],
    ['a state that there is not', ['runs', 'list', '--state', 'done'], '--state takes one of created, pending, running'],
    ['a time that is none', ['runs', 'list', '--since', 'yesterday'], '--since takes a time span'],
    ['an order that there is not', ['runs', 'list', '--order', 'name'], '--order takes startTime or results.<key>'],
    ['a uid that is too short', ['runs', 'show', 'abc'], '"abc" is not a uid'],
    ['several handlers and none named', ['run', program('several.ts'), '--local'], 'exports several handlers: one, two. Say which'],
    ['a handler that the file does not have', ['run', `${program('several.ts')}#three`], 'no handler "three"; it has one, two'],
    ['a handler of a file that has none', ['run', 'empty.ts#train'], 'no handler "train"; it has none'],
    ['pipelines without handlers', ['dev', '--pipelines', 'empty.ts'], '--pipelines needs --handlers'],
  ])('of %s is refused with exit code 2, on stderr alone', async (_what, args, message) => {
    const { code, stdout, stderr } = await tidemark.run(...args);
    expect(stderr).toContain(message);
    expect(stderr).toContain('--help');
    expect(stderr).not.toContain('    at ');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('of no command at all prints the help on stderr', async () => {
    const { code, stdout, stderr } = await tidemark.run('runs');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('tidemark runs list|show|logs|metrics|');
  });
});

describe('help', () => {
  it.each([
    [['--help'], 'tidemark run train.ts -p epochs=5 --local'],
    [['run', '-h'], '-p, --param=<key=value>'],
    [['runs', '--help'], 'tidemark runs logs 3f2a9c --follow'],
    [['runs', 'list', '--help'], '--since=<2h|date>'],
    [['runs', 'compare', '--help'], 'tidemark runs compare 3f2a9c 81be07'],
    [['artifacts', 'get', '--help'], '-o, --output=<file>'],
    [['dev', '--help'], '--handlers=<file>'],
    [['doctor', '--help'], 'tidemark doctor'],
  ])('of %j has the options and examples, without colours where nobody sees them', async (args, text) => {
    const { code, stdout, stderr } = await tidemark.run(...args);
    expect(stdout).toContain(text);
    expect(stdout).toContain('EXAMPLES');
    expect(stdout).not.toContain('\u001B');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('tells the version', async () => {
    const { code, stdout } = await tidemark.run('--version');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });

  it('loads neither Temporal nor a store nor charts', async () => {
    const loaded = join(tidemark.folder, 'loaded.mjs');
    writeFileSync(
      loaded,
      `import { register } from 'node:module';
       register('data:text/javascript,' + encodeURIComponent('export async function load(url, context, next) { process._rawDebug(url); return next(url, context); }'));`,
    );
    const { stderr } = await openTidemarkWith({ NODE_OPTIONS: `--import=file://${loaded}` });
    const packages = new Set(Array.from(stderr.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g), ([, name]) => name));
    expect(Array.from(packages)).toEqual(['citty']);
    expect(stderr).toContain('/cli/tidemark.js');
    expect(stderr).not.toMatch(/dist\/(tracking|artifacts|render|context|worker|client)\//);
  });
});

async function openTidemarkWith(env: Readonly<Record<string, string>>) {
  const other = openTidemark(env);
  try {
    return await other.run('--help');
  } finally {
    other.remove();
  }
}
