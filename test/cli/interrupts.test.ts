import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/index.js';
import { temporalAddress } from '../support/temporal.js';
import { program, tidemarkForTest } from './tidemark-process.js';

const WAIT = { timeout: 60_000, interval: 100 };

describe('Ctrl-C during tidemark run', () => {
  it('aborts a run without Temporal, and keeps what it had logged', async () => {
    const tidemark = tidemarkForTest();
    const running = tidemark.start('run', program('slow.ts'), '--local', '--json');
    await expect.poll(running.output, WAIT).toContain('tick 3');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    const run = JSON.parse(stdout) as RunRecord;
    expect(run).toMatchObject({ state: 'aborted', statusReason: 'SIGINT' });
    expect(run.metrics['tick']?.count).toBeGreaterThanOrEqual(4);
  });

  it('cancels a job on Temporal: its step hears it and ends as aborted', async () => {
    const tidemark = tidemarkForTest({ TEMPORAL_ADDRESS: await temporalAddress() });
    const running = tidemark.start('run', program('slow.ts'), '--json');
    await expect.poll(running.output, WAIT).toContain('tick 3');
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('Cancelling');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'step', state: 'aborted', statusReason: 'cancelled' });
  });

  it('ends the process that runs the file also when the command itself is killed', async () => {
    const tidemark = tidemarkForTest();
    const running = tidemark.start('run', program('slow.ts'), '--local');
    await expect.poll(running.output, WAIT).toContain('tick 3');
    running.child.kill('SIGKILL');
    const states = async () => (await tidemark.json<{ runs: RunRecord[] }>('runs', 'list', '--json')).runs.map(({ state }) => state);
    await expect.poll(states, WAIT).toEqual(['aborted']);
  });
});
