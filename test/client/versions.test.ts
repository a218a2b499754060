import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArtifactNotFoundError, InvalidKeyError, ProtectedTagError, ReservedTagError, VersionNotFoundError } from 'tidemark';
import type { ArtifactOptions, RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { clientOf, errorOf, recordedFailure } from '../context/reading.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const uri = 'store://artifacts/default/train_notes';
const log = (home: string, body: string, options: ArtifactOptions = {}) =>
  runLocal(async (context: RunContext) => void context.logArtifact('notes', { body, ...options }), { home, name: 'train' });
const bodies = (home: string) =>
  readdirSync(join(home, 'artifacts'), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{64}$/.test(name));

describe('versions of an artifact', () => {
  it('are made by other bytes; the same ones again reuse the body, and the record says so', async () => {
    const home = temporaryFolder();
    const first = await log(home, 'one');
    const again = await log(home, 'one');
    await log(home, 'two');
    const client = await clientOf(home);
    expect(bodies(home)).toHaveLength(2);
    const versions = await client.listVersions(uri);
    expect(versions.map(({ version, record, repeats, tags }) => [version, record.uri, repeats.map((one) => one.uri), tags])).toEqual([
      [2, (await client.getArtifact(uri)).uri, [], ['latest']],
      [1, first.artifacts['notes'], [again.artifacts['notes']], []],
    ]);
    const [record] = await again.artifactRecords();
    expect(record).toMatchObject({ version: 1, status: { sameAs: first.artifacts['notes'] } });
    expect(await again.artifact('notes').text()).toBe('one');
    expect(await client.getDataItem(`${uri}:v1`).text()).toBe('one');
  });

  it('are made of the same bytes when that is wanted', async () => {
    const home = temporaryFolder();
    await log(home, 'one');
    await log(home, 'one', { newVersion: true });
    const client = await clientOf(home);
    expect((await client.listVersions(uri)).map(({ version }) => version)).toEqual([2, 1]);
    expect(bodies(home)).toHaveLength(1);
  });

  it('that there are not are refused with those that there are', async () => {
    const home = temporaryFolder();
    await log(home, 'one');
    const client = await clientOf(home);
    const error = await errorOf(client.getArtifact(`${uri}:v7`));
    expect(error).toBeInstanceOf(VersionNotFoundError);
    expect(error.message).toBe(`There is no ${uri}:v7: it has v1. What they are: tidemark artifacts versions '${uri}'`);
    expect(await errorOf(client.getArtifact('store://models/default/none:v7'))).toBeInstanceOf(ArtifactNotFoundError);
    expect(await errorOf(client.listVersions('store://models/default/none'))).toBeInstanceOf(ArtifactNotFoundError);
  });

  it('are inputs like any other URI', async () => {
    const home = temporaryFolder();
    await log(home, 'one');
    await log(home, 'two');
    const read = async (context: RunContext) => void context.logResult('text', await context.getInput('notes').text());
    const run = await runLocal(read, { home, inputs: { notes: `${uri}:v1` } });
    expect(run.results).toEqual({ text: 'one' });
    expect(run.record.inputs['notes']).toMatch(/\^[0-9a-f]{32}$/);
  });
});

describe('a tag', () => {
  it('is moved by hand, and taken off, with a history', async () => {
    const home = temporaryFolder();
    const first = await log(home, 'one', { tag: 'prod' });
    await log(home, 'two');
    const client = await clientOf(home);
    expect(await client.tagArtifact(uri, 'prod', { by: 'ann' })).toMatchObject({ version: 2, tags: ['latest', 'prod'] });
    expect(await client.getArtifact(`${uri}:prod`)).toMatchObject({ version: 2 });
    expect(await client.untagArtifact(`${uri}:v1`, 'prod')).toBe(false);
    expect(await client.untagArtifact(`${uri}:prod`, 'prod', { by: 'bob' })).toBe(true);
    expect(await errorOf(client.getArtifact(`${uri}:prod`))).toBeInstanceOf(ArtifactNotFoundError);
    const history = (await client.tagHistory(uri)).filter(({ tag }) => tag === 'prod');
    expect(history.map(({ version, removed, by, byRun }) => ({ version, removed, by, byRun }))).toEqual([
      { version: 1, removed: false, by: undefined, byRun: first.uid },
      { version: 2, removed: false, by: 'ann', byRun: undefined },
      { version: 2, removed: true, by: 'bob', byRun: undefined },
    ]);
  });

  it.each([
    ['latest', ReservedTagError],
    ['v3', ReservedTagError],
    ['a/b', InvalidKeyError],
  ])('called %s cannot be set by hand', async (tag, expected) => {
    const home = temporaryFolder();
    await log(home, 'one');
    const client = await clientOf(home);
    for (const call of [client.tagArtifact(uri, tag), client.untagArtifact(uri, tag), client.protectTag('default', tag)]) {
      expect(await errorOf(call)).toBeInstanceOf(expected);
    }
    if (tag === 'latest') return;
    expect(await errorOf(log(home, 'two', { tag }))).toBeInstanceOf(expected);
    expect(bodies(home)).toHaveLength(1);
  });

  it('that is protected is refused at the log call, before the body is stored, and the step publishes nothing', async () => {
    const home = temporaryFolder();
    await log(home, 'one', { tag: 'prod' });
    const client = await clientOf(home);
    await client.protectTag('default', 'prod', { by: 'ann' });
    expect(await client.protectedTags('default')).toMatchObject([{ tag: 'prod', by: 'ann' }]);
    let caught: unknown;
    const step = runLocal(
      async (context: RunContext) => {
        context.logArtifact('other', { body: 'other' });
        caught = await errorOf(Promise.resolve(context.logArtifact('notes', { body: 'two', tag: 'prod' })));
        throw caught;
      },
      { home, name: 'train' },
    );
    expect(await errorOf(step)).toBe(caught);
    expect(caught).toBeInstanceOf(ProtectedTagError);
    expect(await recordedFailure(home)).toMatchObject({ state: 'error', name: 'ProtectedTagError', code: 'ERR_PROTECTED_TAG' });
    expect(await errorOf(log(home, 'two', { tag: 'prod' }))).toBeInstanceOf(ProtectedTagError);
    expect((await client.listArtifacts()).map(({ key, version }) => `${key} ${version}`)).toEqual(['notes 1']);
    // "one", and "other", which its step logged before it failed.
    expect(bodies(home)).toHaveLength(2);
  });

  it('that is protected while the step runs stops its closing', async () => {
    const home = temporaryFolder();
    await log(home, 'one', { tag: 'prod' });
    const client = await clientOf(home);
    const step = runLocal(
      async (context: RunContext) => {
        await context.logArtifact('notes', { body: 'two', tag: 'prod' });
        await client.protectTag('default', 'prod');
      },
      { home, name: 'train' },
    );
    expect(await errorOf(step)).toBeInstanceOf(ProtectedTagError);
    expect(await client.getArtifact(uri)).toMatchObject({ version: 1, tags: ['latest', 'prod'] });
    await client.unprotectTag('default', 'prod');
    await log(home, 'two', { tag: 'prod' });
    expect(await client.getArtifact(`${uri}:prod`)).toMatchObject({ version: 2 });
  });
});
