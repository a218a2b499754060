import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import { startWorker } from '../../src/worker/index.js';
import { tidemarkForTest } from '../cli/tidemark-process.js';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const handlersPath = join(import.meta.dirname, '../fixtures/isolated/handlers.ts');

describe('a handler that blocks the event loop of its worker', () => {
  it('is named in its run’s log, with the place and what to do, and by tidemark doctor', async () => {
    const home = temporaryFolder();
    const taskQueue = `blocked-${randomUUID().slice(0, 8)}`;
    const address = await temporalAddress();
    const temporal = new Client({ connection: await Connection.connect({ address }) });
    const worker = await startWorker({ handlersPath, home, taskQueue, connection: { address }, blockedLoopMillis: 1000 });
    const client = await openClient({ home, temporal });
    const innocent = await client.startHandler('whereElse', {}, { taskQueue });
    await innocent.run();
    const run = await (await client.startHandler('blocksWorker', {}, { taskQueue })).run();
    expect(run.state).toBe('completed');
    const lines = [];
    for await (const line of run.logs({ level: 'warn' })) lines.push(line.message);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^blocksWorker \(run .*\) has blocked its worker's event loop for \d+ s, at .*fixtures\/isolated\/handlers\.ts:\d+: .*isolate: true/,
    );
    expect((await client.getRun(innocent.uid)).record.annotations).toEqual({});
    await worker.stop();
    await client.close();
    await temporal.connection.close();
    const { stdout } = await tidemarkForTest({ TEMPORAL_ADDRESS: address, TIDEMARK_HOME: home }).run('doctor', '--json');
    const { checks } = JSON.parse(stdout) as { checks: { name: string; detail: string }[] };
    expect(checks.find(({ name }) => name === 'event loop')).toMatchObject({
      status: 'warning',
      detail: expect.stringMatching(/^blocked by blocksWorker \(run .*handlers\.ts:\d+/) as string,
      advice: expect.stringContaining('isolate: true') as string,
    });
  });
});
