import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, RunClosedError } from 'tidemark';
import type { RunContext } from 'tidemark';
import { getOrCreateContext, runLocal, withContext } from '../../src/local/index.js';
import { clientOf, errorOf } from '../context/reading.js';
import { silence } from '../support/silence.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();

const namesOf = async (home: string) => (await (await clientOf(home)).listRuns()).map(({ name, state }) => `${name} ${state}`).sort();

describe('getOrCreateContext', () => {
  it('gives the same context again, also to two callers at once, until it is committed', async () => {
    const home = temporaryFolder();
    const [one, two] = await Promise.all([getOrCreateContext('a', { home }), getOrCreateContext('a', { home })]);
    expect(one).toBe(two);
    expect(await getOrCreateContext()).toBe(one);
    await one.commit({ completed: true });
    await one.commit({ completed: true });
    const next = await getOrCreateContext('a', { home });
    expect(next.uid).not.toBe(one.uid);
    await next.commit({ completed: true });
    expect(await namesOf(home)).toEqual(['a completed', 'a completed']);
  });

  it('refuses another name while one is open, naming it', async () => {
    const home = temporaryFolder();
    const context = await getOrCreateContext('a', { home });
    const error = await errorOf(getOrCreateContext('b', { home }));
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error.message).toMatch(/open context named a; commit it/);
    await context.commit({ completed: true });
  });

  it('inside a handler is that handler’s own, whatever the name', async () => {
    const home = temporaryFolder();
    await runLocal(
      async (context: RunContext) => {
        expect(await getOrCreateContext('other')).toBe(context);
        await Promise.resolve();
        expect(await getOrCreateContext()).toBe(context);
        // The return closes a handler's run; this commit only makes durable.
        await context.commit({ completed: true });
        context.logResult('after', 1);
      },
      { home, name: 'mine' },
    );
    expect(await namesOf(home)).toEqual(['mine completed']);
  });

  it('keeps its context, and what is printed in it, through a withContext meanwhile', async () => {
    const home = temporaryFolder();
    const outer = await getOrCreateContext('outer', { home });
    await withContext('inner', () => console.log('of the inner one'), { home });
    console.log('of the outer one');
    expect(await getOrCreateContext('outer')).toBe(outer);
    await outer.commit({ completed: true });
    const client = await clientOf(home);
    for (const name of ['inner', 'outer']) {
      const [run] = await client.listRuns({ name });
      const lines: string[] = [];
      for await (const { message } of run?.logs() ?? []) lines.push(message);
      expect(lines).toEqual([`of the ${name} one`]);
    }
  });

  it('opens nothing under a bad name, and says so each time', async () => {
    const home = temporaryFolder();
    for (let i = 0; i < 2; i++)
      expect((await errorOf(getOrCreateContext('../x', { home }))).message).toMatch(/Run name "\.\.\/x" is not allowed/);
    const context = await getOrCreateContext('good', { home });
    await context.commit({ completed: true });
    expect(await namesOf(home)).toEqual(['good completed']);
  });

  it('is closed for log calls after its commit', async () => {
    const context = await getOrCreateContext('a', { home: temporaryFolder() });
    await context.commit({ completed: true });
    expect(() => context.logResult('late', 1)).toThrow(RunClosedError);
  });
});

describe('withContext', () => {
  it('twenty at once are twenty runs, and their listeners on the process are few', async () => {
    const home = temporaryFolder();
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on('warning', note);
    await Promise.all(Array.from({ length: 20 }, (_, n) => withContext(`run-${n}`, (context) => void context.logResult('n', n), { home })));
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('warning', note);
    expect(warnings).toEqual([]);
    const runs = await (await clientOf(home)).listRuns();
    expect(runs.map(({ name, results }) => [name, results]).sort()).toEqual(
      Array.from({ length: 20 }, (_, n) => [`run-${n}`, { n }]).sort(),
    );
  });

  it('leaves the process as it found it', async () => {
    const events = ['exit', 'SIGTERM', 'SIGINT', 'SIGHUP', 'uncaughtExceptionMonitor'] as const;
    const counts = () => events.map((event) => process.listenerCount(event as 'exit'));
    const home = temporaryFolder();
    await withContext('first', () => undefined, { home });
    const before = counts();
    await withContext('second', () => undefined, { home });
    await runLocal(() => undefined, { home });
    expect(counts()).toEqual(before);
  });
});

describe('runLocal', () => {
  it('aborts by its signal: the run is aborted', async () => {
    const home = temporaryFolder();
    const controller = new AbortController();
    const running = runLocal(
      (context: RunContext) =>
        new Promise((_resolve, reject) => {
          context.signal.addEventListener('abort', () => reject(context.signal.reason as Error));
          controller.abort(new Error('enough'));
        }),
      { home, signal: controller.signal },
    );
    expect((await errorOf(running)).message).toBe('enough');
    const [run] = await (await clientOf(home)).listRuns();
    expect(run?.record).toMatchObject({ state: 'aborted', statusReason: 'cancelled' });
  });

  it('with the uid of a run that has completed gives that run, and does not run again', async () => {
    const home = temporaryFolder();
    const uid = 'cd'.repeat(16);
    let calls = 0;
    const handler = (context: RunContext) => {
      calls += 1;
      context.logResult('calls', calls);
    };
    await runLocal(handler, { home, uid });
    const again = await runLocal(handler, { home, uid });
    expect([calls, again.uid, again.results]).toEqual([1, uid, { calls: 1 }]);
  });

  it('with the uid of a run that failed is its next attempt; both stay readable', async () => {
    const home = temporaryFolder();
    const uid = 'ef'.repeat(16);
    const handler = (context: RunContext, { fail }: { fail: boolean }) => {
      context.logResult('attempt', context.attempt);
      context.logMetric('rows', context.attempt);
      if (fail) throw new Error('first');
    };
    await errorOf(runLocal(handler, { home, uid, params: { fail: true } }));
    const run = await runLocal(handler, { home, uid, params: { fail: false } });
    expect(run.results).toEqual({ attempt: 2 });
    expect(run.attempts.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, 'error'],
      [2, 'completed'],
    ]);
    expect(run.record.error).toBeUndefined();
    const first = await run.atAttempt(1);
    expect(first.results).toEqual({ attempt: 1 });
    expect((await run.metrics('rows', { attempt: 1 })).map(({ value }) => value)).toEqual([1]);
    expect((await run.metrics('rows')).map(({ value }) => value)).toEqual([2]);
  });

  it('refuses what is no handler, a bad uid and a bad name', async () => {
    const home = temporaryFolder();
    await expect(runLocal(class {} as never, { home })).rejects.toThrow(/runLocal takes a handler/);
    await expect(runLocal(5 as never, { home })).rejects.toThrow(/runLocal takes a handler/);
    await expect(runLocal(() => undefined, { home, uid: 'a/../b' })).rejects.toThrow(/Run uid "a\/\.\.\/b"/);
    await expect(runLocal(() => undefined, { home, name: '../x' })).rejects.toThrow(/Run name/);
    await expect(runLocal(() => undefined, { home, project: '..' })).rejects.toThrow(/Project/);
    expect(await namesOf(home)).toEqual([]);
  });

  it('throws what the handler threw, itself, and records it with its causes', async () => {
    const home = temporaryFolder();
    class OwnError extends Error {}
    const thrown = new OwnError('mine', { cause: new TypeError('below', { cause: 'text' }) });
    const error = await errorOf(
      runLocal(
        () => {
          throw thrown;
        },
        { home },
      ),
    );
    expect(error).toBe(thrown);
    const [run] = await (await clientOf(home)).listRuns();
    expect(run?.record.error).toMatchObject({
      name: 'OwnError',
      message: 'mine',
      stack: expect.stringContaining('contexts.test'),
      cause: { name: 'TypeError', message: 'below', cause: { message: 'text' } },
    });
  });

  it.each([[undefined], [null], ['text'], [{ a: 1 }], [Object.assign(new Error('odd'), { message: 5, stack: 7 })]])(
    'records a throw of %j as well',
    async (thrown) => {
      const home = temporaryFolder();
      await runLocal(
        () => {
          throw thrown;
        },
        { home },
      ).catch(() => undefined);
      const [run] = await (await clientOf(home)).listRuns();
      expect(run?.state).toBe('error');
      expect(typeof run?.record.error?.message).toBe('string');
    },
  );

  it('keeps a message of megabytes short', async () => {
    const home = temporaryFolder();
    await errorOf(
      runLocal(
        () => {
          throw new Error('x'.repeat(5_000_000));
        },
        { home },
      ),
    );
    const [run] = await (await clientOf(home)).listRuns();
    expect(run?.record.error?.message.length).toBeLessThan(30_000);
    expect(run?.record.error?.message).toMatch(/4980000 more characters/);
  });
});
