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

  it('of one with itself is nothing', async () => {
    const client = await twoVersions();
    const same = 'store://artifacts/default/job_same';
    const diff = await client.diffArtifacts(same, `${same}:v1`);
    expect(diff).toMatchObject({ isSame: true, metadata: [], schema: [], statistics: [] });
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
