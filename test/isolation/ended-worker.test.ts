import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import { eventually } from '../support/eventually.js';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('a worker with isolated handlers that is ended', () => {
  it('closes everything and comes to its own end at SIGTERM', async () => {
    const settings = { address: await temporalAddress(), home: temporaryFolder(), taskQueue: `ended-${randomUUID().slice(0, 8)}` };
    const worker = startProgram(settings);
    let said = '';
    worker.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(worker.stdout, 'data');
    worker.kill('SIGTERM');
    expect(await once(worker, 'close')).toEqual([0, null]);
    expect(said).toBe('polling\nstopped\n');
  });

  it('takes the process of an isolated handler along at kill -9, also one that blocks', async () => {
    const home = temporaryFolder();
    const taskQueue = `killed-${randomUUID().slice(0, 8)}`;
    const address = await temporalAddress();
    const temporal = new Client({ connection: await Connection.connect({ address }) });
    const client = await openClient({ home, temporal });
    const worker = startProgram({ address, home, taskQueue });
    await once(worker.stdout, 'data');
    const blocking = await client.startHandler('blocks', { params: { millis: 600_000 } }, { taskQueue, retry: { maximumAttempts: 1 } });
    const pidOf = async () => (await client.listRuns({ uidPrefix: blocking.uid }))[0]?.results['pid'];
    await eventually(async () => (await pidOf()) !== undefined);
    const pid = Number(await pidOf());
    expect(isAlive(pid)).toBe(true);
    worker.kill('SIGKILL');
    await eventually(() => !isAlive(pid));
    await blocking.handle.terminate();
    await client.close();
    await temporal.connection.close();
  });
});

function startProgram(settings: object) {
  const command = ['--import', 'tsx', join(import.meta.dirname, 'programs/worker.ts'), JSON.stringify(settings)];
  return spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
