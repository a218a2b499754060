import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ArtifactNotFoundError, KindMismatchError } from 'tidemark';
import type { RunContext } from 'tidemark';
import { diffPage } from '../../src/cli/print/artifact-diff.js';
import { runLocal } from '../../src/local/index.js';
import { clientOf, errorOf } from '../context/reading.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function twoVersions() {
  const home = temporaryFolder();
  const run = (params: object, rows: readonly object[], files: Record<string, string>) =>
    runLocal(
      async (context: RunContext, { rate }: { rate?: number }) => {
        context.logResult('loss', rate ?? 0);
        await context.logDataset('rows', rows, { labels: { team: 'risk', round: String(rows.length) } });
        await context.logArtifact('site', { files });
        await context.logArtifact('same', { body: 'same' });
      },
      { home, name: 'job', params },
    );
  await run({ rate: 1, at: new Date(0) }, [{ age: 1, old: 'x' }], { 'index.html': 'one', 'gone.css': 'css' });
  await run(
    { rate: 2, at: new Date(0) },
    [
      { age: 3, name: 'ann' },
      { age: 5, name: 'bob' },
    ],
    { 'index.html': 'two', 'sub/new.js': 'js' },
  );
  return clientOf(home);
}

describe('the difference of two versions', () => {
  it('has metadata, columns, statistics, and the params and results of their runs', async () => {
    const client = await twoVersions();
    const rows = 'store://datasets/default/job_rows';
    const diff = await client.diffArtifacts(`${rows}:v1`, `${rows}:v2`);
    expect(diff).toMatchObject({ isSame: false, from: { version: 1 }, to: { version: 2 } });
    expect(diff.params).toEqual([{ path: 'rate', from: 1, to: 2 }]);
    expect(diff.results).toEqual([{ path: 'loss', from: 1, to: 2 }]);
    expect(diff.metadata).toEqual(
      expect.arrayContaining([
        { path: 'labels.round', from: '1', to: '2' },
        { path: 'length', from: 1, to: 2 },
        { path: 'sha256', from: diff.from.sha256, to: diff.to.sha256 },
      ]),
    );
    expect(diff.metadata.map(({ path }) => path)).not.toContain('labels.team');
    const columns = new Map(diff.schema.map(({ path, from, to }) => [path, [from, to]]));
    expect(columns.get('old.type')).toEqual(['string', undefined]);
    expect(columns.get('name.type')).toEqual([undefined, 'string']);
    expect(columns.has('age.type')).toBe(false);
    expect(diff.statistics).toEqual(
      expect.arrayContaining([
        { path: 'age.mean', from: 1, to: 4 },
        { path: 'name.unique', to: 2 },
      ]),
    );
    expect(diff.files).toBeUndefined();
    const page = diffPage(diff);
    expect(page).toMatch(/^The bytes differ\.$/m);
    expect(page).toMatch(/^age\.mean +1 +4$/m);
    expect(page).toMatch(/^old\.type +string +–$/m);
  });

  it('of directories has their files', async () => {
    const client = await twoVersions();
    const site = 'store://artifacts/default/job_site';
    const diff = await client.diffArtifacts(`${site}:v1`, site);
    expect(diff.files).toEqual({ added: ['sub/new.js'], removed: ['gone.css'], changed: ['index.html'] });
    expect(diffPage(diff)).toContain('Files\n+ sub/new.js\n- gone.css\n~ index.html');
  });

  it('of text has what changed in it, of JSON and charts by lines, of models and directories by file', async () => {
    const home = temporaryFolder();
    const job = (slope: number) =>
      runLocal(
        async (context: RunContext) => {
          await context.logArtifact('notes', { body: `# Notes\n\nThe slope\nis ${slope}.\n`, localPath: 'notes.md' });
          await context.logArtifact('bytes', { body: Uint8Array.of(0xff, slope), localPath: 'raw.txt' });
          await context.logArtifact('long', { body: `${slope}${'x'.repeat(1024 * 1024)}`, localPath: 'long.txt' });
          await context.logArtifact('other', { body: Uint8Array.of(slope), localPath: 'other.bin' });
          await context.logChart('bars', {
            data: { values: [{ a: 'x', b: slope }] },
            mark: 'bar',
            encoding: { y: { field: 'b', type: 'quantitative' } },
          });
          await context.logModel('line', {
            body: JSON.stringify({ slope }),
            localPath: 'line.json',
            metrics: { r2: slope / 10 },
            extraFiles: { 'same.txt': 'same' },
          });
        },
        { home, name: 'job' },
      );
    await job(1);
    await job(2);
    const client = await clientOf(home);
    const diffOf = (kind: string, key: string) =>
      client.diffArtifacts(`store://${kind}/default/job_${key}:v1`, `store://${kind}/default/job_${key}:v2`);

    const notes = await diffOf('artifacts', 'notes');
    expect(notes.text).toEqual([
      { path: 'notes.md', patch: '--- notes.md\n+++ notes.md\n@@ -1,4 +1,4 @@\n # Notes\n \n The slope\n-is 1.\n+is 2.\n' },
    ]);
    expect(diffPage(notes)).toMatch(/\n\n--- notes\.md\n\+\+\+ notes\.md\n@@ -1,4 \+1,4 @@\n # Notes\n \n The slope\n-is 1\.\n\+is 2\.$/);
    expect((await diffOf('charts', 'bars')).text[0]?.patch).toMatch(/\n-\s+"b": 1\n\+\s+"b": 2\n/);
    const line = await diffOf('models', 'line');
    expect(line.metadata).toContainEqual({ path: 'metrics.r2', from: 0.1, to: 0.2 });
    expect(line.text.map(({ path }) => path)).toEqual(['line.json', 'model_spec.yaml']);
    expect(line.text[0]?.patch).toContain('-  "slope": 1\n+  "slope": 2');
    expect(line.text[1]?.patch).toContain('-    r2: 0.1\n+    r2: 0.2');
    for (const [key, path] of [
      ['bytes', 'raw.txt'],
      ['long', 'long.txt'],
    ] as const) {
      const diff = await diffOf('artifacts', key);
      expect(diff.text).toEqual([{ path, reason: 'over 1 MiB, or no UTF-8' }]);
      expect(diffPage(diff)).toContain(`${path}  not compared: over 1 MiB, or no UTF-8`);
    }
    expect((await diffOf('artifacts', 'other')).text).toEqual([]);
  });

  it('of bodies that are gone has what the records say', async () => {
    const home = temporaryFolder();
    const log = (body: string) =>
      runLocal(async (context: RunContext) => void (await context.logArtifact('notes', { body, localPath: 'notes.md' })), {
        home,
        name: 'job',
      });
    const run = await log('one');
    await log('two');
    const client = await clientOf(home);
    const { target } = await client.getArtifact(run.artifacts['notes'] ?? '');
    rmSync(new URL(target), { force: true });
    const notes = 'store://artifacts/default/job_notes';
    const diff = await client.diffArtifacts(`${notes}:v1`, notes);
    expect(diff.metadata.map(({ path }) => path)).toEqual(['sha256']);
    expect(diff.text).toEqual([{ path: 'notes.md', reason: expect.stringContaining('body') as string }]);
  });

  it('of one with itself is nothing', async () => {
    const client = await twoVersions();
    const same = 'store://artifacts/default/job_same';
    const diff = await client.diffArtifacts(same, `${same}:v1`);
    expect(diff).toMatchObject({ isSame: true, metadata: [], schema: [], statistics: [], text: [] });
    expect(diffPage(diff)).toContain('The bytes are the same.');
  });

  it('is of one kind', async () => {
    const client = await twoVersions();
    const error = await errorOf(client.diffArtifacts('store://datasets/default/job_rows', 'store://artifacts/default/job_same'));
    expect(error).toBeInstanceOf(KindMismatchError);
    expect(error.message).toMatch(/must be a dataset, but it is an artifact/);
    expect(await errorOf(client.diffArtifacts('store://datasets/default/job_rows', 'store://datasets/default/none'))).toBeInstanceOf(
      ArtifactNotFoundError,
    );
  });
});

describe('the description of an artifact', () => {
  it('has its versions, tags, maker and readers', async () => {
    const client = await twoVersions();
    const same = 'store://artifacts/default/job_same';
    await client.tagArtifact(same, 'prod', { by: 'ann' });
    const { record, versions, producer, consumers, tagHistory } = await client.describeArtifact(same);
    expect(record.tags).toEqual(['latest', 'prod']);
    expect(versions.map(({ version, repeats }) => [version, repeats.length])).toEqual([[1, 1]]);
    expect(producer).toMatchObject({ uid: record.runUid, results: { loss: 2 } });
    expect(consumers).toEqual([]);
    expect(tagHistory.at(-1)).toMatchObject({ tag: 'prod', by: 'ann' });
  });
});
