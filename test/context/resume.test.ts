import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretInValueError } from 'tidemark';
import type { RunContext } from 'tidemark';
import { runLocal } from 'tidemark/local';
import type { Run } from 'tidemark/client';
import { describe, expect, it } from 'vitest';

/** Runs attempts of one run until one completes; each but the last is expected to throw. */
async function attempts(...handlers: ((context: RunContext) => Promise<unknown>)[]): Promise<Run> {
  const home = mkdtempSync(join(tmpdir(), 'tidemark-resume-'));
  const uid = `run${Math.random().toString(16).slice(2)}`;
  const last = handlers.pop();
  for (const handler of handlers) await expect(runLocal(handler, { home, uid, name: 'resumed' })).rejects.toThrow('dies');
  if (last === undefined) throw new Error('needs a handler');
  return runLocal(last, { home, uid, name: 'resumed' });
}

const lines = async (run: Run, attempt?: number) => {
  const found: string[] = [];
  for await (const line of run.logs(attempt === undefined ? {} : { attempt })) found.push(line.message);
  return found;
};
const steps = async (run: Run) => (await run.metrics('loss')).map(({ step, value }) => [step, value]);

describe('once', () => {
  it('runs its function once per run and gives the stored value to later attempts, with what was logged inside', async () => {
    let calls = 0;
    const step = async (context: RunContext) =>
      context.once('expensive', async () => {
        calls += 1;
        context.logger.info('inside');
        context.logMetric('loss', 0.5);
        context.logArtifact('made', { body: 'once' });
        return { at: new Date(5), n: 10n };
      });
    const run = await attempts(
      async (context) => {
        await step(context);
        context.logger.info('lost');
        throw new Error('dies');
      },
      async (context) => {
        await step(context);
        throw new Error('dies');
      },
      async (context) => {
        const value = await step(context);
        context.logMetric('loss', 0.4);
        return value;
      },
    );
    expect(calls).toBe(1);
    expect(run.record.attempt).toBe(3);
    expect(run.results).toEqual({ return: { at: new Date(5), n: 10n } });
    expect(await lines(run)).toEqual(['inside']);
    expect(await lines(run, 1)).toEqual(['inside', 'lost']);
    expect(await steps(run)).toEqual([
      [0, 0.5],
      [1, 0.4],
    ]);
    expect(Object.keys(run.artifacts)).toEqual(['made']);
    expect(await run.artifact('made').text()).toBe('once');
  });

  it('may have no value, and gives the value again within one attempt', async () => {
    let calls = 0;
    const run = await attempts(async (context) => {
      await context.once('side effect', () => void calls++);
      await context.once('side effect', () => void calls++);
      return context.once('number', () => 5);
    });
    expect(calls).toBe(1);
    expect(run.results).toEqual({ return: 5 });
  });

  it('stores nothing when its function throws, and runs again', async () => {
    let calls = 0;
    const run = await attempts(
      async (context) => {
        await context.once('flaky', () => {
          calls += 1;
          throw new Error('dies');
        });
      },
      async (context) => context.once('flaky', () => (calls += 1)),
    );
    expect(run.results).toEqual({ return: 2 });
  });

  it('refuses a value that holds a secret', async () => {
    process.env['TIDEMARK_SECRET_RESUME'] = 'hidden-value';
    const home = mkdtempSync(join(tmpdir(), 'tidemark-resume-'));
    const handler = async (context: RunContext) => context.once('key', async () => `the ${await context.getSecret('RESUME')}`);
    await expect(runLocal(handler, { home })).rejects.toBeInstanceOf(SecretInValueError);
  });
});

describe('checkpoint', () => {
  /** Logs rows 0 to 9, with a checkpoint after each third; dies at row `diesAt`. */
  const loop = (diesAt: number) => async (context: RunContext) => {
    const from = (await context.lastCheckpoint<number>()) ?? 0;
    for (let row = from; row < 10; row++) {
      if (row === diesAt) throw new Error('dies');
      context.logMetric('loss', row * 10, row);
      context.logger.info(`row ${row}`);
      context.logResult('rows', row + 1);
      if (row % 3 === 2) await context.checkpoint(row + 1);
    }
  };

  it('lets the next attempt go on: each row is there once, over many attempts', async () => {
    const run = await attempts(loop(4), loop(5), loop(8), loop(-1));
    expect(await steps(run)).toEqual(Array.from({ length: 10 }, (_, row) => [row, row * 10]));
    expect(await lines(run)).toEqual(Array.from({ length: 10 }, (_, row) => `row ${row}`));
    expect(run.results).toEqual({ rows: 10 });
    expect(await lines(run, 1)).toEqual(['row 0', 'row 1', 'row 2', 'row 3']);
  });

  it('shows the values of the checkpoint, not those that the dead attempt logged after it', async () => {
    const run = await attempts(
      async (context) => {
        context.logResult('value', 'before');
        await context.checkpoint('here');
        context.logResult('value', 'after');
        await context.commit();
        throw new Error('dies');
      },
      async (context) => ({ went: (await context.lastCheckpoint()) ?? 'nowhere' }),
    );
    expect(run.results).toEqual({ value: 'before', return: { went: 'here' } });
    expect((await run.atAttempt(1)).results).toEqual({ value: 'after' });
  });

  it.each([
    ['the checkpoint first', true],
    ['the once first', false],
  ])('and once before it do not double rows, %s', async (_, checkpointFirst) => {
    const once = (context: RunContext) => context.once('load', () => void context.logger.info('loaded'));
    const ask = async (context: RunContext) => {
      if (checkpointFirst) await context.lastCheckpoint();
      await once(context);
      await context.lastCheckpoint();
    };
    const run = await attempts(
      async (context) => {
        context.logger.info('started');
        await once(context);
        context.logger.info('working');
        await context.checkpoint(1);
        throw new Error('dies');
      },
      async (context) => {
        await once(context);
        throw new Error('dies');
      },
      async (context) => {
        await ask(context);
        context.logger.info('done');
      },
    );
    expect((await lines(run)).sort()).toEqual(['done', 'loaded', 'started', 'working']);
  });

  it('is undefined in a first attempt, and the own one after it', async () => {
    const run = await attempts(async (context) => {
      const before = await context.lastCheckpoint();
      await context.checkpoint({ epoch: 1 });
      return { before: before ?? null, after: (await context.lastCheckpoint()) ?? null };
    });
    expect(run.results).toEqual({ return: { before: null, after: { epoch: 1 } } });
  });
});
