import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  InvalidParamsError,
  InvalidResultsError,
  InvalidValueError,
  MissingOutputError,
  ValueTooLargeError,
  defineHandler,
} from 'tidemark';
import type { RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { clientOf, errorOf, newestRun, recordedFailure } from './reading.js';

const train = defineHandler({
  params: z.object({ p1: z.number().default(1), p2: z.string().default('x') }),
  run: (context, params) => ({ given: params, recorded: context.parameters }),
});

describe('params', () => {
  it('get their defaults, which are recorded', async () => {
    const run = await runLocal(train, { home: temporaryFolder(), params: { p1: 5 } });
    expect(run.parameters).toEqual({ p1: 5, p2: 'x' });
    expect(run.results['return']).toEqual({ given: { p1: 5, p2: 'x' }, recorded: { p1: 5, p2: 'x' } });
  });

  it('that the handler does not know are refused by name, and the run says so', async () => {
    const home = temporaryFolder();
    const error = await errorOf(runLocal(train, { home, params: { p3: 1 } as object }));
    expect(error).toBeInstanceOf(InvalidParamsError);
    expect(error.message).toMatch(/p3/);
    expect(await recordedFailure(home)).toMatchObject({ state: 'error', name: 'InvalidParamsError', code: 'ERR_INVALID_PARAMS' });
  });

  it('of a wrong type are refused by path, every one of them, before the handler runs', async () => {
    let ran = false;
    const picky = defineHandler({
      params: z.object({ a: z.number(), b: z.object({ c: z.string() }) }),
      run: () => void (ran = true),
    });
    const error = await errorOf(runLocal(picky, { home: temporaryFolder(), params: { a: 'x', b: { c: 5 } } as never }));
    expect(error.message).toMatch(/ {2}- a: .*\n {2}- b\.c: /);
    expect(ran).toBe(false);
  });

  it('of a plain function are any object, and nothing else', async () => {
    const plain = (_context: RunContext, params: { a?: number }) => params;
    expect((await runLocal(plain, { home: temporaryFolder(), params: { a: 1 } })).results['return']).toEqual({ a: 1 });
    expect((await runLocal(plain, { home: temporaryFolder() })).results['return']).toEqual({});
    expect(await errorOf(runLocal(plain, { home: temporaryFolder(), params: [1] as never }))).toBeInstanceOf(InvalidParamsError);
  });

  it('keep dates, bigints and NaN', async () => {
    const params = { at: new Date(5), big: 12n, nan: NaN, minus: -0 };
    const run = await runLocal((context: RunContext) => context.parameters, { home: temporaryFolder(), params: params as never });
    expect(run.parameters).toEqual(params);
  });
});

describe('getParam', () => {
  it('gives what was given, else the fallback, which is then recorded, falsy or not', async () => {
    const run = await runLocal(
      (context: RunContext) => [
        context.getParam('given', 1),
        context.getParam('zero', 0),
        context.getParam('no', false),
        context.getParam('empty', ''),
        context.getParam('nothing', null),
        context.getParam('at', new Date(7)),
        context.getParam('absent') ?? 'undefined',
      ],
      { home: temporaryFolder(), params: { given: 5 } },
    );
    expect(run.results['return']).toEqual([5, 0, false, '', null, new Date(7), 'undefined']);
    expect(run.parameters).toEqual({ given: 5, zero: 0, no: false, empty: '', nothing: null, at: new Date(7) });
  });

  it('keeps the first fallback of a key', async () => {
    const run = await runLocal((context: RunContext) => [context.getParam('k', 1), context.getParam('k', 2)], { home: temporaryFolder() });
    expect(run.results['return']).toEqual([1, 1]);
  });

  it('finds nothing under the names that every object has', async () => {
    const run = await runLocal((context: RunContext) => [context.getParam('toString', 'mine'), context.getParam('constructor') ?? 'none'], {
      home: temporaryFolder(),
    });
    expect(run.results['return']).toEqual(['mine', 'none']);
  });
});

describe('results', () => {
  it.each([[0], [''], [false], [null], [NaN], [-0], [[]], [{}]])('include the return value %j', async (value) => {
    const run = await runLocal(() => value, { home: temporaryFolder() });
    expect(run.results).toEqual({ return: value });
  });

  it('have no return when the handler returns nothing', async () => {
    expect((await runLocal(() => undefined, { home: temporaryFolder() })).results).toEqual({});
  });

  it('read back as they were, in another process too', async () => {
    const home = temporaryFolder();
    const values = {
      nan: NaN,
      inf: -Infinity,
      big: 123456789012345678901n,
      at: new Date(1e12),
      nested: { list: [{ at: new Date(0) }] },
      $tidemark: 'mine',
    };
    const run = await runLocal((context: RunContext) => context.logResults(values), { home });
    expect(run.results).toEqual(values);
    expect((await newestRun(home)).results).toEqual(values);
  });

  it('are the last one of each key, also for keys that objects treat specially', async () => {
    const run = await runLocal(
      (context: RunContext) => {
        context.logResult('k', 1);
        context.logResult('k', 2);
        context.logResult('__proto__', 3);
        context.logResult('constructor', 4);
        expect(Object.entries(context.results)).toEqual([
          ['k', 2],
          ['__proto__', 3],
          ['constructor', 4],
        ]);
      },
      { home: temporaryFolder() },
    );
    expect(new Map(Object.entries(run.results))).toEqual(
      new Map([
        ['k', 2],
        ['__proto__', 3],
        ['constructor', 4],
      ]),
    );
  });

  it('that have no encoding are refused at the call, and nothing is stored', async () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const home = temporaryFolder();
    await runLocal(
      (context: RunContext) => {
        for (const bad of [cyclic, new Map(), () => 1, [undefined]]) {
          expect(() => context.logResult('bad', bad as never)).toThrow(InvalidValueError);
        }
        expect(() => context.logResult('bad', cyclic as never)).toThrow('result "bad".self cannot be stored: it contains itself');
        expect(() => context.logResult('a\nb', 1)).toThrow(/Result "a\\nb" is not allowed/);
      },
      { home },
    );
    expect((await newestRun(home)).results).toEqual({});
  });

  it('that are cyclic fail the run when they are returned', async () => {
    const home = temporaryFolder();
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    await errorOf(runLocal(() => cyclic, { home }));
    expect(await recordedFailure(home)).toMatchObject({
      state: 'error',
      name: 'InvalidValueError',
      message: expect.stringContaining('result "return"[0]'),
    });
  });

  it('over 256 KiB are refused at the call, with what to do instead', async () => {
    const home = temporaryFolder();
    const error = await errorOf(runLocal((context: RunContext) => context.logResult('huge', 'x'.repeat(300_000)), { home }));
    expect(error).toBeInstanceOf(ValueTooLargeError);
    expect(error.message).toMatch(/Result "huge" is 300002 bytes.*logArtifact/s);
    expect((await newestRun(home)).results).toEqual({});
  });

  it('over 256 KiB together fail the run, and no tag moves', async () => {
    const home = temporaryFolder();
    const error = await errorOf(
      runLocal(
        (context: RunContext) => {
          for (let i = 0; i < 3; i++) context.logResult(`r${i}`, 'x'.repeat(100_000));
          context.logArtifact('a', { body: 'x' });
        },
        { home },
      ),
    );
    expect(error.message).toMatch(/all results and artifact URIs together/);
    const run = await newestRun(home);
    expect(run.state).toBe('error');
    expect((await run.artifactRecords()).map(({ tags }) => tags)).toEqual([[]]);
  });
});

describe('declared results', () => {
  const declared = (values: object) =>
    defineHandler({
      name: 'declared',
      results: z.object({ accuracy: z.number(), note: z.string().optional() }),
      run: (context) => context.logResults(values as { accuracy: number }),
    });

  it('are checked when the handler ends', async () => {
    expect((await runLocal(declared({ accuracy: 0.5 }), { home: temporaryFolder() })).state).toBe('completed');
  });

  it('that were not logged fail the run, naming them', async () => {
    const error = await errorOf(runLocal(declared({ note: 'x' }), { home: temporaryFolder() }));
    expect(error).toBeInstanceOf(MissingOutputError);
    expect(error.message).toMatch(/^declared ended without logging what it declares: accuracy \(result\)/);
  });

  it('of another type fail the run by path', async () => {
    const error = await errorOf(runLocal(declared({ accuracy: 'high' }), { home: temporaryFolder() }));
    expect(error).toBeInstanceOf(InvalidResultsError);
    expect(error.message).toMatch(/ {2}- accuracy: /);
  });
});

describe('metrics', () => {
  it('without a step take the next one of their key; the same step again replaces', async () => {
    const run = await runLocal(
      (context: RunContext) => {
        context.logMetric('loss', 3);
        context.logMetric('loss', 2);
        context.logMetric('loss', 9, 10);
        context.logMetrics({ loss: 1, acc: 0.5 });
        context.logMetric('loss', 7, 1);
        context.logMetric('odd', NaN);
        context.logMetric('odd', -Infinity);
      },
      { home: temporaryFolder() },
    );
    expect((await run.metrics('loss')).map(({ step, value }) => [step, value])).toEqual([
      [0, 3],
      [1, 7],
      [10, 9],
      [11, 1],
    ]);
    expect((await run.metrics('odd')).map(({ value }) => value)).toEqual([NaN, -Infinity]);
    expect(run.record.metrics['loss']).toMatchObject({ last: 1, min: 1, max: 9, count: 4 });
  });

  it('refuse what is no number and no step', async () => {
    await runLocal(
      (context: RunContext) => {
        expect(() => context.logMetric('m', '5' as never)).toThrow('metric "m" cannot be stored: string is not a number');
        expect(() => context.logMetric('m', 5n as never)).toThrow(InvalidValueError);
        for (const step of [-1, 1.5, NaN, 2 ** 60]) expect(() => context.logMetric('m', 1, step)).toThrow(/is not an integer from 0/);
      },
      { home: temporaryFolder() },
    );
  });
});

describe('labels and annotations', () => {
  it('are text; replace: false leaves one that is there', async () => {
    const run = await runLocal(
      async (context: RunContext) => {
        context.setLabels({ framework: 'sklearn', layers: 3, deep: true });
        context.setLabel('framework', 'xgboost', { replace: false });
        context.setLabel('owner', 'nobody', { replace: false });
        context.setLabel('new', 'set', { replace: false });
        context.setAnnotation('note', { a: 1 });
        await context.commit({ message: 'half way' });
        expect(context.labels['framework']).toBe('sklearn');
      },
      { home: temporaryFolder(), labels: { team: 'blue' } },
    );
    expect(run.labels).toMatchObject({ kind: 'local', team: 'blue', framework: 'sklearn', layers: '3', deep: 'true', new: 'set' });
    expect(run.labels['owner']).not.toBe('nobody');
    expect(run.record.annotations).toEqual({ note: '[object Object]', message: 'half way' });
  });

  it('are found again', async () => {
    const home = temporaryFolder();
    const tag = (value: string) => runLocal((context: RunContext) => context.setLabel('run-of', value), { home });
    await tag('a');
    const b = await tag('b');
    const found = await (await clientOf(home)).listRuns({ labels: { 'run-of': 'b' } });
    expect(found.map(({ uid }) => uid)).toEqual([b.uid]);
  });
});
