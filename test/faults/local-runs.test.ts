import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import type { Run, TidemarkClient } from '../../src/client/index.js';
import { openTidemark } from '../cli/tidemark-process.js';
import type { Tidemark } from '../cli/tidemark-process.js';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';
import { WatchedProcess } from './watched-process.js';

const LEASE_MILLIS = 900;
const WAYS = ['runLocal', 'withContext', 'getOrCreateContext'] as const;

describe.each(trackingStores)('a run without Temporal, on $name', ({ open }) => {
  let store: FreshStore;
  let home: string;
  let client: TidemarkClient;
  let tidemark: Tidemark;
  let count = 0;
  const processes: WatchedProcess[] = [];

  beforeAll(async () => {
    const folder = temporaryFolder();
    store = await open(folder);
    home = join(folder, 'home');
    client = await openClient({ home, tracking: store.url });
    tidemark = openTidemark({ TIDEMARK_HOME: home, TIDEMARK_TRACKING: store.url, TEMPORAL_ADDRESS: await temporalAddress() });
  });
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.kill()));
    await client.close();
    tidemark.remove();
    await store.close();
  });

  const start = async (how: (typeof WAYS)[number], { heeds = true, uid = randomUUID().replaceAll('-', ''), attempt = 1 } = {}) => {
    const gate = join(home, `gate-${(count += 1)}`);
    const process = new WatchedProcess('local-run.ts', {
      TIDEMARK_HOME: home,
      TIDEMARK_TRACKING: store.url,
      TIDEMARK_LEASE_MILLIS: String(LEASE_MILLIS),
      TIDEMARK_EXEC_CONFIG: how === 'runLocal' ? '' : JSON.stringify({ uid }),
      TIDEMARK_FAULT_WORKER: JSON.stringify({ how, gate, heeds, uid }),
    });
    processes.push(process);
    await process.told(`began ${attempt}`);
    return { process, uid, letGo: () => writeFileSync(gate, '') };
  };
  const afterLease = () => new Promise((resolve) => setTimeout(resolve, LEASE_MILLIS + 200));
  const reconcile = async (uid: string) => (await client.reconcile({ graceMillis: 0 })).filter((change) => change.uid === uid);

  it.each(WAYS)('that is asked to stop learns of it from its lease, and ends as aborted with all it logged: %s', async (how) => {
    const { process, uid } = await start(how);
    expect(await client.abortRun(uid)).toBe('aborting');
    await process.told('stopped The run was asked to stop.');
    await process.ended();
    const run = await client.getRun(uid);
    expect(run.record).toMatchObject({ state: 'aborted' });
    expect(await linesOf(run)).toEqual(['began', 'stops']);
    expect(await run.metrics('loss')).toHaveLength(25);
    if (how !== 'getOrCreateContext') expect(run.record.statusReason).toBe('asked to stop');
    expect((await run.artifactRecords()).map(({ tags }) => tags)).toEqual([[]]);
  });

  it('may be asked to stop from the command line', async () => {
    const { process, uid } = await start('runLocal');
    expect(await tidemark.json('runs', 'abort', uid.slice(0, 12), '--json')).toEqual({ uid, state: 'aborting' });
    await process.told('stopped');
    await process.ended();
    expect(await tidemark.json('runs', 'abort', uid, '--json')).toEqual({ uid, state: 'aborted' });
  });

  it('that goes on although it was asked to stop completes', async () => {
    const { process, uid, letGo } = await start('runLocal', { heeds: false });
    await client.abortRun(uid);
    await afterLease();
    letGo();
    await process.told('completed');
    expect((await client.getRun(uid)).record).toMatchObject({ state: 'completed', results: { return: 'went' } });
  });

  it('that is killed is running until its lease lapses, and aborted when somebody looks', async () => {
    const { process, uid } = await start('runLocal');
    await process.kill();
    expect(await reconcile(uid)).toEqual([]);
    await afterLease();
    const { reconciled } = await tidemark.json<{ reconciled: unknown[] }>('runs', 'reconcile', '--json');
    // The command gives it half a minute more: a machine may sleep.
    expect(reconciled).toEqual([]);
    expect(await reconcile(uid)).toMatchObject([{ from: 'running', to: 'aborted', why: 'its process is gone' }]);
    const run = await client.getRun(uid);
    expect(run.record).toMatchObject({ state: 'aborted', statusReason: 'its process is gone' });
    expect(await linesOf(run)).toEqual(['began']);
    expect(await run.metrics('loss')).toHaveLength(25);
  });

  it.each(['runLocal', 'withContext'] as const)('that slept longer than its lease goes on, each row once: %s', async (how) => {
    const { process, uid, letGo } = await start(how);
    process.send('SIGSTOP');
    await afterLease();
    expect(await reconcile(uid)).toMatchObject([{ to: 'aborted' }]);
    letGo();
    process.send('SIGCONT');
    await process.told('completed');
    const run = await client.getRun(uid);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 1, attempts: [{ state: 'completed' }] });
    expect(run.record).not.toHaveProperty('statusReason');
    expect((await run.metrics('loss')).map(({ step }) => step)).toEqual(Array.from({ length: 50 }, (_, step) => step));
    expect(await linesOf(run)).toEqual(['began', 'went on']);
    expect((await run.artifactRecords()).map(({ tags }) => tags)).toEqual([['latest']]);
  });

  it('that slept while another one took its place changes nothing any more', async () => {
    const { process, uid, letGo } = await start('runLocal');
    process.send('SIGSTOP');
    await afterLease();
    await reconcile(uid);
    const second = await start('runLocal', { uid, attempt: 2 });
    second.letGo();
    await second.process.told('completed');
    const before = await client.getRun(uid);
    letGo();
    process.send('SIGCONT');
    await process.told('threw StaleAttemptError');
    await process.ended();
    const run = await client.getRun(uid);
    expect(run.record).toEqual(before.record);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 2 });
    expect(await run.artifact('body').text()).toBe(`by ${second.process.pid}`);
  });
});

async function linesOf(run: Run): Promise<string[]> {
  const lines: string[] = [];
  for await (const { message } of run.logs()) lines.push(message);
  return lines;
}
