import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { defineHandler } from '../../src/index.js';
import { openClient } from '../../src/client/index.js';
import { runLocal } from '../../src/local/index.js';
import { tidemarkForTest } from '../cli/tidemark-process.js';
import { newS3Url } from '../support/s3.js';
import { sharedS3 } from '../support/shared-s3.js';

let server: { readonly folder: string };
beforeAll(async () => {
  server = await sharedS3();
});

const train = defineHandler({
  name: 'train',
  inputs: { 'infile.txt': 'artifact' },
  async run(context) {
    const text = await context.getInput('infile.txt').text();
    context.logArtifact('notes', { body: `read: ${text}`, localPath: 'notes.txt' });
    await context.logDataset('rows', [{ x: 1 }, { x: 2 }]);
    context.logArtifact('weights', { body: new Uint8Array(9_000_000).fill(5) });
    context.logModel('model', { body: 'abc', modelFile: 'model.txt' });
  },
});

it('a handler logs into S3, and a client and the command line read it back', async () => {
  const artifacts = newS3Url();
  const tidemark = tidemarkForTest({ TIDEMARK_ARTIFACTS: artifacts });
  const settings = { home: join(tidemark.folder, 'home'), artifacts };
  const first = await runLocal(train, { ...settings, inputs: { 'infile.txt': join(import.meta.dirname, 'demo.test.ts') } });
  expect(existsSync(join(settings.home, 'artifacts'))).toBe(false);

  // What one run logged is the input of another, by its URI or as an object of S3.
  const target = first.record.artifacts['notes'] ?? '';
  const client = await openClient(settings);
  const notes = await client.getArtifact(target);
  expect(notes.target.startsWith(`${artifacts}/default/`)).toBe(true);
  for (const input of [notes.uri, notes.target]) {
    const second = await runLocal(train, { ...settings, inputs: { 'infile.txt': input } });
    expect(await (await client.getRun(second.uid)).artifact('notes').text()).toMatch(/^read: read: import/);
  }
  expect(await client.getDataItem('store://models/default/train_model').text()).toBe('abc');
  expect(await client.getDataItem('store://datasets/default/train_rows').allRows()).toEqual([{ x: 1 }, { x: 2 }]);
  expect(await (await fetch(await client.getDataItem(notes.uri).presign())).text()).toMatch(/^read: import/);

  const got = await tidemark.run('artifacts', 'get', 'store://artifacts/default/train_weights', '-o', 'weights.bin');
  expect(got).toMatchObject({ code: 0, stderr: '' });
  const weights = readFileSync(join(tidemark.folder, 'weights.bin'));
  const { sha256 } = await client.getArtifact('store://artifacts/default/train_weights');
  expect(createHash('sha256').update(weights).digest('hex')).toBe(sha256);
  const link = await tidemark.run('artifacts', 'link', 'store://artifacts/default/train_notes', '--expires', '60');
  expect(await (await fetch(link.stdout.trim())).text()).toMatch(/^read: read: import/);
  expect(await tidemark.run('artifacts', 'link', notes.uri, '--expires', 'soon')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--expires takes a whole number from 1') as string,
  });
  expect((await tidemark.run('doctor')).stdout).toContain(`${artifacts} (can be written)`);

  // Somebody changes a body in the bucket: it is not handed out as if it were whole.
  writeFileSync(join(server.folder, notes.target.replace('s3://bodies/', '')), 'something else');
  await expect(client.getDataItem(notes.uri).text()).rejects.toMatchObject({
    code: 'ERR_ARTIFACT_CORRUPT',
    digests: { expected: notes.sha256, found: createHash('sha256').update('something else').digest('hex') },
  });
  await client.close();
});
