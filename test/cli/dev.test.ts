import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/index.js';
import { temporalAddress } from '../support/temporal.js';
import { example, program, tidemarkForTest } from './tidemark-process.js';

const WAIT = { timeout: 60_000, interval: 100 };

describe('tidemark dev', () => {
  it('starts a server and the web UI, says where things are, serves `tidemark run` meanwhile, and ends with Ctrl-C', async () => {
    const tidemark = tidemarkForTest();
    const dev = tidemark.start('dev');
    await expect.poll(dev.output, WAIT).toContain('Ctrl-C ends it.');
    const address = /^Temporal {5}(127\.0\.0\.1:\d+)$/m.exec(dev.output())?.[1] ?? '';
    expect(dev.output()).toMatch(/^Temporal UI {2}http:\/\/127\.0\.0\.1:\d+$/m);
    const ui = /^Tidemark {5}(http:\/\/127\.0\.0\.1:\d+)$/m.exec(dev.output())?.[1] ?? '';
    expect((await fetch(`${ui}/runs`)).headers.get('content-type')).toContain('text/html');
    expect(await (await fetch(`${ui}/api/v1/about`)).json()).toEqual({
      temporalUiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(dev.output()).toMatch(/^Runs +sqlite:.*tracking\.db$/m);
    expect(dev.output()).toMatch(/^Artifacts +file:.*artifacts$/m);

    expect((await tidemark.run('dev')).stdout).toContain(address);
    const run = await tidemark.json<RunRecord>('run', `${program('several.ts')}#one`, '--json');
    expect(run).toMatchObject({ kind: 'step', state: 'completed', results: { which: 'one' } });

    const { runs } = (await (await fetch(`${ui}/api/v1/runs`)).json()) as { runs: { uid: string }[] };
    expect(runs.map(({ uid }) => uid)).toEqual([run.uid]);

    dev.child.kill('SIGINT');
    expect(await dev.ended).toMatchObject({ code: 0, signal: null });
    await expect(fetch(ui)).rejects.toThrow('fetch failed');
    await expect(fetch(`http://${address}`)).rejects.toThrow('fetch failed');
  });

  it('runs a worker for handlers and pipelines of TypeScript, and lets steps end at Ctrl-C', async () => {
    const tidemark = tidemarkForTest({ TEMPORAL_ADDRESS: await temporalAddress() });
    const queue = `dev-${process.pid}-${Date.now()}`;
    const dev = tidemark.start('dev', '--handlers', example('handlers.ts'), '--pipelines', example('pipeline.ts'), '--task-queue', queue);
    await expect.poll(dev.output, WAIT).toContain(`polls task queue ${queue}`);

    const { Client, Connection } = await import('@temporalio/client');
    const connection = await Connection.connect({ address: await temporalAddress() });
    const args = [{ infile: example('infile.txt'), p1: 5 }];
    const model = await new Client({ connection }).workflow.execute('jobPipeline', { workflowId: queue, taskQueue: queue, args });
    await connection.close();
    expect(model).toMatch(/^store:\/\/artifacts\/default\/train_model/);
    const { runs } = await tidemark.json<{ runs: RunRecord[] }>('runs', 'list', '--json');
    expect(runs.map(({ kind, name, state }) => [kind, name, state])).toEqual([
      ['step', 'train', 'completed'],
      ['pipeline', 'job-pipeline', 'completed'],
    ]);

    dev.child.kill('SIGTERM');
    expect(await dev.ended).toMatchObject({ code: 0, signal: null });
  });

  it('says what is wrong with the handlers', async () => {
    const tidemark = tidemarkForTest({ TEMPORAL_ADDRESS: await temporalAddress() });
    const { code, stderr } = await tidemark.run('dev', '--handlers', program('no-context.ts'));
    expect(code).toBe(1);
    expect(stderr).toContain('HandlerNotFoundError [ERR_HANDLER_NOT_FOUND]');
  });
});
