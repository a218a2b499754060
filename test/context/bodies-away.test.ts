import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openServices } from '../../src/context/index.js';
import { defineHandler } from '../../src/index.js';
import { runLocal } from '../../src/local/index.js';
import { eventually } from '../support/eventually.js';
import { newS3Url, s3Environment, startS3 } from '../support/s3.js';
import type { S3Server } from '../support/s3.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: S3Server;
beforeAll(async () => {
  server = await startS3();
  Object.assign(process.env, s3Environment(server));
});
afterAll(() => server.stop());

it('a run whose S3 goes away logs on, shows no record without its body, and closes when S3 is back', async () => {
  const home = temporaryFolder();
  const settings = { home, artifacts: newS3Url() };
  const folder = join(home, 'folder');
  mkdirSync(folder);
  for (const name of ['one', 'two']) writeFileSync(join(folder, name), `file ${name}`);
  const services = await openServices(settings);
  const shown = async (uid: string) => {
    const records = await services.tracking.listArtifacts({ runUid: uid, includePending: true });
    return records.map(({ key }) => key).sort();
  };
  let isBack = false;
  const handler = defineHandler({
    name: 'log',
    async run(context) {
      await context.logArtifact('before', { body: 'there' });
      await server.kill();
      const text = await context.logArtifact('text', { body: 'waits' });
      await context.logArtifact('folder', { localPath: folder });
      await context.logDataset('rows', [{ x: 1 }, { x: 2 }]);
      // The bytes of the text, under another name.
      context.logArtifact('again', { body: 'waits' });
      await expect(context.logArtifact('nameless', { body: 'waits', dbKey: false })).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE' });
      await context.logMetric('loss', 0.5);
      expect(await services.tracking.metrics(context.uid)).toHaveLength(1);
      expect(await shown(context.uid)).toEqual(['before']);
      // Bodies of two files, the manifest, the text and the rows.
      expect(readdirSync(join(home, 'spool', 'bodies'))).toHaveLength(5);
      setTimeout(() => void server.start().then(() => (isBack = true)), 500);
      // What a later attempt may go on from waits for what was logged before it.
      await context.checkpoint(1);
      expect(isBack).toBe(true);
      expect(await shown(context.uid)).toEqual(['again', 'before', 'folder', 'rows', 'text']);
      return text.sha256;
    },
  });
  const run = await runLocal(handler, settings);
  expect(await run.artifact('text').text()).toBe('waits');
  expect((await run.artifact('rows').table()).objects()).toEqual([{ x: 1 }, { x: 2 }]);
  expect(await run.artifact('folder').list()).toEqual(['one', 'two']);
  await eventually(() => readdirSync(join(home, 'spool')).length === 0);
  await services.close();
});
