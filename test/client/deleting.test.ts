import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArtifactNotFoundError, InUseError, InvalidArgumentError, RunNotFoundError } from 'tidemark';
import type { RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { clientOf, errorOf } from '../context/reading.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const uri = 'store://artifacts/default/train_notes';
const log = (home: string, body: string, tag?: string) =>
  runLocal(async (context: RunContext) => void context.logArtifact('notes', { body, ...(tag === undefined ? {} : { tag }) }), {
    home,
    name: 'train',
  });
const read = (home: string, from: string) =>
  runLocal(async (context: RunContext) => void (await context.getInput('notes').text()), { home, inputs: { notes: from } });
const bodies = (home: string) =>
  readdirSync(join(home, 'artifacts'), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{64}$/.test(name));

describe('deleting a run', () => {
  it('takes what it logged; its bodies go with the next gc, unless another record has them', async () => {
    const home = temporaryFolder();
    await log(home, 'one');
    const again = await log(home, 'one');
    const other = await log(home, 'two');
    const client = await clientOf(home);
    expect(await client.deleteRun(other.uid)).toEqual({ runs: 1, artifacts: 1 });
    expect(await client.deleteRun(again.uid)).toEqual({ runs: 1, artifacts: 1 });
    expect(await errorOf(client.getRun(other.uid))).toBeInstanceOf(RunNotFoundError);
    expect(await errorOf(client.deleteRun(other.uid))).toBeInstanceOf(RunNotFoundError);
    expect(await client.getArtifact(uri)).toMatchObject({ version: 1, tags: ['latest'] });
    expect(bodies(home)).toHaveLength(2);
    expect(await client.gc()).toMatchObject({ bodies: [] });
    expect(await client.gc({ graceMillis: 0 })).toMatchObject({ runs: [], artifacts: [], bodies: [{ size: 3 }] });
    expect(bodies(home)).toHaveLength(1);
    expect(await client.getDataItem(uri).text()).toBe('one');
  });

  it('is refused while something needs what it logged, and says what', async () => {
    const home = temporaryFolder();
    const run = await log(home, 'one', 'prod');
    const reader = await read(home, uri);
    const client = await clientOf(home);
    const error = await errorOf(client.deleteRun(run.uid));
    expect(error).toBeInstanceOf(InUseError);
    const { uid } = await client.getArtifact(uri);
    expect(error.message).toBe(
      `Run ${run.uid} cannot be deleted:\n  - the tag prod is on artifact ${uid}\n  - run ${reader.uid} has read artifact ${uid}\nDelete it all the same with force (--force).`,
    );
    expect(await client.deleteRun(run.uid, { force: true })).toEqual({ runs: 1, artifacts: 1 });
    expect(await client.getRun(reader.uid)).toMatchObject({ state: 'completed' });
  });

  it('that is not over is refused, forced or not', async () => {
    const home = temporaryFolder();
    const client = await clientOf(home);
    const errors: Error[] = [];
    await runLocal(
      async (context: RunContext) => {
        const { uri: pending } = await context.logArtifact('notes', { body: 'one' });
        errors.push(await errorOf(client.deleteRun(context.uid, { force: true })));
        errors.push(await errorOf(client.deleteArtifact(pending, { force: true })));
        expect(await client.gc({ abandoned: true, keepVersions: 1, graceMillis: 0 })).toMatchObject({ artifacts: [], bodies: [] });
      },
      { home, name: 'train' },
    );
    for (const error of errors) expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(errors[0]?.message).toContain('is not over (running)');
    expect(await client.getDataItem(uri).text()).toBe('one');
  });
});

describe('deleting a version', () => {
  it('leaves its run, and latest on the version before', async () => {
    const home = temporaryFolder();
    await log(home, 'one');
    const second = await log(home, 'two');
    const client = await clientOf(home);
    await client.deleteArtifact(`${uri}:v2`);
    expect(await client.getArtifact(uri)).toMatchObject({ version: 1 });
    expect((await client.getRun(second.uid)).artifacts).toEqual({});
    expect(await errorOf(client.deleteArtifact('store://models/default/none'))).toBeInstanceOf(ArtifactNotFoundError);
    await log(home, 'three');
    expect(await client.getArtifact(uri)).toMatchObject({ version: 3 });
  });

  it('is refused while it has a tag or a reader', async () => {
    const home = temporaryFolder();
    await log(home, 'one', 'prod');
    const client = await clientOf(home);
    const error = await errorOf(client.deleteArtifact(uri));
    expect(error).toMatchObject({ code: 'ERR_IN_USE' });
    await client.untagArtifact(uri, 'prod');
    await client.deleteArtifact(uri);
    expect(await errorOf(client.getArtifact(uri))).toBeInstanceOf(ArtifactNotFoundError);
  });
});
