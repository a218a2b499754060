import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/index.js';
import { openTidemark, program } from './tidemark-process.js';
import type { Tidemark } from './tidemark-process.js';

let tidemark: Tidemark;
let runs: readonly RunRecord[];
const notes = 'store://artifacts/default/series_notes';

beforeAll(async () => {
  tidemark = openTidemark();
  const run = (rate: number) => tidemark.json<RunRecord>('run', program('series.ts'), '-p', `rate=${rate}`, '--local', '--json');
  runs = [await run(1), await run(1), await run(2), await run(3)];
});
afterAll(() => tidemark.remove());

const bodies = () =>
  readdirSync(join(tidemark.folder, 'home', 'artifacts'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /[0-9a-f]{64}$/.test(name),
  );

describe('versions and tags on the command line', () => {
  it('lists versions, and moves a tag', async () => {
    expect((await tidemark.run('artifacts', 'tag', `${notes}:v2`, 'prod')).stdout).toMatch(
      /^prod is on version 2: store:\/\/artifacts\/default\/series_notes@/,
    );
    const { stdout } = await tidemark.run('artifacts', 'versions', notes);
    expect(stdout).toMatch(/^VERSION +TAGS +SIZE +CREATED +RUN +REPEATED +URI$/m);
    expect(stdout).toMatch(/^v3 +latest +6 B .* store:\/\/artifacts\/default\/series_notes:v3$/m);
    expect(stdout).toMatch(/^v2 +prod +6 B /m);
    expect(stdout).toMatch(/^v1 +6 B +.* 1 +store:\/\/artifacts\/default\/series_notes:v1$/m);
    const { versions } = await tidemark.json<{ versions: { version: number; repeats: unknown[] }[] }>(
      'artifacts',
      'versions',
      notes,
      '--json',
    );
    expect(versions.map(({ version, repeats }) => [version, repeats.length])).toEqual([
      [3, 0],
      [2, 0],
      [1, 1],
    ]);
  });

  it('protects a tag from being moved without force', async () => {
    expect((await tidemark.run('artifacts', 'protect', 'prod')).stdout).toBe('Protected in project default: prod\n');
    const refused = await tidemark.run('artifacts', 'tag', notes, 'prod');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('[ERR_PROTECTED_TAG]') as string });
    expect((await tidemark.run('artifacts', 'untag', `${notes}:prod`, 'prod')).code).toBe(1);
    expect((await tidemark.run('artifacts', 'tag', `${notes}:v1`, 'prod', '--force')).stdout).toMatch(/^prod is on version 1/);
    expect((await tidemark.run('artifacts', 'unprotect', 'prod')).stdout).toBe('prod is protected no more in project default.\n');
    expect((await tidemark.run('artifacts', 'untag', `${notes}:v3`, 'prod')).stdout).toContain('prod is not on');
  });

  it('refuses versions that there are not, and tags that nobody sets', async () => {
    const none = await tidemark.run('artifacts', 'show', `${notes}:v9`);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('it has v3, v2, v1') as string });
    const reserved = await tidemark.run('artifacts', 'tag', notes, 'latest');
    expect(reserved).toMatchObject({ code: 1, stderr: expect.stringContaining('[ERR_RESERVED_TAG]') as string });
  });
});

describe('tidemark gc', () => {
  it('wants to be told whether to delete', async () => {
    for (const args of [['gc'], ['gc', '--yes', '--dry-run']]) {
      expect(await tidemark.run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('--dry-run') as string });
    }
    const wrong = await tidemark.run('gc', '--dry-run', '--older-than', 'yesterday');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--older-than takes a time span') as string });
  });

  it('says what would go, then deletes it', async () => {
    const rules = ['--keep-versions', '1', '--grace', '0s'];
    const dry = await tidemark.run('gc', ...rules, '--dry-run');
    expect(dry.stdout).toMatch(/^record +store:\/\/artifacts\/default\/series_notes:v2$/m);
    expect(dry.stdout).toMatch(/^body +file:\/\/.*[0-9a-f]{64} +6 B$/m);
    // v1 has the tag prod; the run that logged the same again goes on without its record.
    expect(dry.stdout).toMatch(/^Would go: 0 runs, 2 records out of runs that stay, 1 body of 6 B\. Delete it with --yes/m);
    expect(bodies()).toHaveLength(3);
    const did = await tidemark.json<{ artifacts: unknown[]; bodies: unknown[] }>('gc', ...rules, '--yes', '--json');
    expect([did.artifacts.length, did.bodies.length]).toEqual([2, 1]);
    expect(bodies()).toHaveLength(2);
    expect((await tidemark.run('gc', '--yes')).stdout).toBe('Deleted: 0 runs, 0 records out of runs that stay, 0 bodies of 0 B.\n');
  });

  it('leaves to a deletion what it is asked for', async () => {
    const newest = runs[3]?.uid ?? '';
    expect((await tidemark.run('runs', 'delete', newest.slice(0, 8))).stdout).toMatch(/is deleted, and what it logged \(artifacts: 1\)/);
    expect((await tidemark.run('runs', 'show', newest)).code).toBe(1);
    const used = await tidemark.run('artifacts', 'delete', `${notes}:v1`);
    expect(used).toMatchObject({ code: 1, stderr: expect.stringContaining('the tag prod is on artifact') as string });
    expect((await tidemark.run('artifacts', 'delete', `${notes}:v1`, '--force')).stdout).toMatch(/^Version 1 is deleted/);
  });
});
