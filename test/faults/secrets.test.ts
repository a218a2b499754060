import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporal } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import { startDevServer } from '../../src/worker/index.js';
import type { DevServer } from '../../src/worker/index.js';
import { postgresBinaries } from '../support/postgres.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { spooled } from './away.js';
import { outages } from './outages.js';
import type { FragileStore } from './outages.js';
import { faultSeed, seeded } from './rounds.js';
import { Scene } from './scene.js';
import type { UnderWay } from './scene.js';

const run = promisify(execFile);
const CHARACTERS = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789 /+%"\\&=?é€';

// A server that hangs spools as one does that is gone.
describe.each(outages.filter(({ name }) => !name.includes('hangs')))(
  'a secret that a step lets out wherever it can, with $name',
  ({ name, open }) => {
    const chance = seeded(faultSeed(`secrets, ${name}`));
    const secret = Array.from({ length: 24 }, () => CHARACTERS[Math.floor(chance() * CHARACTERS.length)]).join('');
    const marker = `marker-${Math.floor(chance() * 1e9)}`;
    const forms = formsOf(secret);
    let folder: string;
    let store: FragileStore;
    let server: DevServer;
    let scene: Scene;
    let pipeline: UnderWay;

    beforeAll(async () => {
      folder = temporaryFolder();
      store = await open(folder);
      server = await startDevServer({ folder: join(folder, 'temporal'), ui: false });
      scene = await Scene.open(folder, { tracking: store.url, address: server.address });
      process.env['TIDEMARK_SECRET_FAULT_TOKEN'] = secret;
    });
    afterAll(async () => {
      delete process.env['TIDEMARK_SECRET_FAULT_TOKEN'];
      await scene.close();
      await store.close();
      await server.stop();
    });

    it('is not in the spool, while the store is away', { timeout: 120_000 }, async () => {
      const worker = await scene.startWorker();
      const gates = [join(folder, 'away'), join(folder, 'back')] as const;
      pipeline = await scene.start('leaks', { marker, gates });
      await worker.told('began');
      await store.begin();
      writeFileSync(gates[0], '');
      await worker.told('logged');
      const { home } = scene.services.configuration;
      expect(spooled(home)).not.toEqual([]);
      search(filesOf(join(home, 'spool')));
      await store.end();
      writeFileSync(gates[1], '');
      await scene.resultOf(pipeline);
      await worker.kill();
      // It printed the secret to its own output: what was asked of it was done.
      expect(worker.lines.join('\n')).toContain(secret);
      expect(worker.lines.filter((line) => line.startsWith('began'))).toEqual(['began 1', 'began 2']);
    });

    it('is not in the database', async () => {
      const { tracking } = scene.services.configuration;
      if (tracking.startsWith('sqlite:')) search(filesOf(folder, 'tracking.db'));
      // The server's own files may be compressed.
      else search([await dump(tracking)]);
    });

    it('is not in the home folder, nor in what is read back or in the reports', async () => {
      const { services } = scene;
      search(filesOf(services.configuration.home), { marked: false });
      const client = await openClient(services.configuration);
      const uids = [pipeline.uid, pipeline.stepUid('leak-1'), pipeline.stepUid('failWithSecret-1')];
      for (const uid of uids) {
        const found = await client.getRun(uid);
        search([Buffer.from(JSON.stringify([found.record, await services.tracking.logs(uid)]))]);
        search([Buffer.from(await client.exportReport(uid))]);
      }
      expect((await client.getRun(pipeline.stepUid('leak-1'))).record).toMatchObject({
        state: 'completed',
        attempt: 2,
        labels: { secret: '***' },
        results: { plain: `${marker} ***`, nested: { list: ['***', { deep: 'x***y' }], '***': 'as a key' } },
      });
      await client.close();
    });

    it('is not in Temporal’s history, nor in what its server keeps on disk', async () => {
      const { events } = await pipeline.handle.fetchHistory();
      const history = temporal.api.history.v1.History.encode({ events: events ?? [] }).finish();
      search([Buffer.from(history)]);
      const { raw } = await pipeline.handle.describe();
      search([Buffer.from(temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse.encode(raw).finish())], { marked: false });
      search(filesOf(join(folder, 'temporal'), 'temporal.db'));
    });

    /** Holds no form of the secret; and holds what was logged beside it, or this would have looked in the wrong place. */
    function search(bytes: readonly Buffer[], { marked = true } = {}): void {
      for (const form of forms)
        expect(
          bytes.some((some) => some.includes(form)),
          `${form} is there`,
        ).toBe(false);
      if (marked)
        expect(
          bytes.some((some) => some.includes(marker)),
          'the marker is there',
        ).toBe(true);
    }
  },
);

/** As it is; in JSON; as part of a URL; in base64 of either alphabet, wherever in a longer text it begins. */
function formsOf(secret: string): readonly string[] {
  const url = encodeURIComponent(secret);
  const base64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.from(`${'x'.repeat(before)}${secret}`)
      .toString('base64')
      .replaceAll('=', '');
    // The first group and the last are mixed with what stands beside the secret.
    const inner = text.slice(before === 0 ? 0 : 4, -2);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const lower = url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
  return [secret, JSON.stringify(secret).slice(1, -1), url, lower, new URLSearchParams({ k: secret }).toString().slice(2), ...base64];
}

function filesOf(folder: string, beginning = ''): readonly Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith(beginning))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

async function dump(tracking: string): Promise<Buffer> {
  const url = new URL(tracking);
  url.search = '';
  const { stdout } = await run(join(await postgresBinaries(), 'pg_dump'), ['--data-only', url.href], {
    encoding: 'buffer',
    maxBuffer: 2 ** 28,
  });
  return stdout;
}
