import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from 'tidemark/client';
import { openTidemark } from '../cli/tidemark-process.js';
import type { Ended, Tidemark } from '../cli/tidemark-process.js';
import { faultRounds, faultSeed } from './rounds.js';

// A process costs half a second: few of them, and each has another fault.
const seed = faultSeed('malformed commands', 1);
const AT_ONCE = 4;

const some = (...words: string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
const line = (...words: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<readonly string[]> =>
  fc.tuple(...words.map((word) => (typeof word === 'string' ? fc.constant(word) : word)));
const junk = fc.oneof(
  some('', ' ', '💥', '../..', '%00', '\u001b[31mred', 'a=b=c', '-', '--', '---', '=', 'null', 'x'.repeat(5000), "'; DROP TABLE runs; --"),
  fc.string({ maxLength: 30 }).map((text) => text.replaceAll('\u0000', '')),
);
const option = junk.map((text) => `--${text.replace(/^-*/, '')}x`);
const handler = 'handlers.ts#train';

const commands: readonly fc.Arbitrary<readonly string[]>[] = [
  line(junk.map((word) => `no${word}`)),
  line(some('run', 'runs', 'artifacts', 'dev', 'doctor'), option),
  line(
    'runs',
    junk.map((word) => `no${word}`),
  ),
  line(
    'run',
    junk.map((name) => `nowhere/${name}`),
  ),
  line(
    'run',
    handler,
    '--local',
    '-p',
    junk.map((text) => text.replaceAll('=', '')),
  ),
  line('run', handler, '--local', '-p', some('n=text', 'n=null', 'n={}', 'n=[1', 'more=1', 'n={"$tidemark":"date","value":"x"}')),
  line('run', handler, '--local', '-p', 'n=1', '--label', some('a', '=x', 'a\nb=x', `${'k'.repeat(300)}=x`)),
  line('run', handler, '--local', '-p', 'n=1', '--name', some('a/b', '../x', ' ', 'é', 'x'.repeat(300))),
  line('run', handler, '--local', '-p', 'n=1', '--project', some('a b', '..', 'a/b', '💥')),
  line(
    'run',
    handler,
    '--local',
    '-p',
    'n=1',
    '--input',
    some('doc=nowhere.txt', 'doc=store://x', 'doc=', 'other=handlers.ts', 'doc=store://artifacts/p/no'),
  ),
  line('run', handler, '--tries', some('0', '-1', 'many', '1.5', '9'.repeat(30))),
  line('run', some('broken.ts', 'throws.ts', 'empty.ts', 'handlers.ts#nothing', 'handlers.ts#__proto__', '.')),
  line('run', handler, '--secrets', some('nowhere.env', '.', '/dev/null/x')),
  line('runs', 'list', '--limit', some('0', '-1', 'x', '1e3', '')),
  line('runs', 'list', some('--state', '--since', '--order'), junk),
  line(
    'runs',
    some('show', 'logs', 'metrics', 'export', 'abort'),
    junk.map((uid) => `no${uid}`),
  ),
  line('runs', 'compare', some('a', '0000000000', 'x'.repeat(32))),
  line(
    'artifacts',
    some('get', 'show'),
    fc.oneof(
      some('store://', 'store://x/y/z/w', 'store://artifacts/p/no', 'nothing', ''),
      junk.map((text) => `store://${text}`),
    ),
  ),
];

let tidemark: Tidemark;
beforeAll(() => {
  tidemark = openTidemark();
  const at = (name: string) => join(tidemark.folder, name);
  writeFileSync(at('empty.ts'), '');
  writeFileSync(at('broken.ts'), 'export const train = (');
  writeFileSync(at('throws.ts'), "throw new Error('while it was loaded');");
  const source = new URL('../../src/', import.meta.url).pathname;
  const zod = import.meta.resolve('zod');
  writeFileSync(
    at('handlers.ts'),
    `import { z } from '${zod}';
import { defineHandler } from '${source}index.ts';
export const train = defineHandler({ params: z.object({ n: z.number() }), inputs: { doc: 'artifact?' }, run: () => 1 });
export const other = defineHandler({ run: () => 1 });`,
  );
});
afterAll(() => tidemark.remove());

describe('malformed command lines', () => {
  it(
    'end with exit code 1 or 2 and one message without a stack, and leave nothing but runs recorded as errors',
    { timeout: 300_000 },
    async () => {
      const perCommand = Math.max(2, Math.floor(faultRounds(36) / commands.length));
      const lines = commands.flatMap((command) => fc.sample(command, { seed, numRuns: perCommand }));
      const faults: string[] = [];
      while (lines.length > 0) {
        const batch = lines.splice(0, AT_ONCE);
        const ends = await Promise.all(batch.map((args) => tidemark.run(...args)));
        for (const [index, end] of ends.entries()) {
          const fault = faultOf(end);
          if (fault !== undefined) faults.push(`${JSON.stringify(batch[index]).slice(0, 200)}: ${fault}`);
        }
      }
      expect(faults).toEqual([]);
      const client = await openClient({ home: join(tidemark.folder, 'home') });
      expect((await client.listRuns()).map(({ state }) => state).filter((state) => state !== 'error')).toEqual([]);
      expect(await client.listArtifacts({ includePending: true })).toEqual([]);
      await client.close();
      const bodies = join(tidemark.folder, 'home', 'artifacts');
      expect(existsSync(bodies) ? readdirSync(bodies) : []).toEqual([]);
    },
  );
});

function faultOf({ code, signal, stdout, stderr }: Ended): string | undefined {
  const shown = JSON.stringify({ code, signal, stdout: stdout.slice(0, 200), stderr: stderr.slice(0, 600) });
  if (code !== 1 && code !== 2) return `ends with ${shown}`;
  if (/^ {4}at /m.test(stderr) && !stderr.includes('while it was loaded')) return `prints a stack: ${shown}`;
  // A run that was recorded is shown, with its error.
  if (stderr.trim().length < 10 && !stdout.includes('[ERR_')) return `says nothing: ${shown}`;
  if (stdout.includes('at file:') || /node:internal/.test(stderr)) return `shows its inside: ${shown}`;
  return undefined;
}
