import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RunClosedError } from 'tidemark';
import type { LogLine, RunContext } from 'tidemark';
import type { Run } from '../../src/client/index.js';
import { runLocal } from '../../src/local/index.js';
import { silence } from '../support/silence.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();

async function linesOf(run: Run, options = {}): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of run.logs(options)) lines.push(line);
  return lines;
}

const messagesOf = async (run: Run) => (await linesOf(run)).map(({ message }) => message);

const log = (work: (context: RunContext) => unknown) =>
  runLocal(async (context: RunContext) => void (await work(context)), { home: temporaryFolder() });

describe('the logger', () => {
  it('writes lines with a level, fields and those of its parents', async () => {
    const run = await log((context) => {
      context.logger.info('started', { uid: 'x', n: 1, skipped: undefined });
      const child = context.logger.child({ fold: 1 }).child({ part: 'a' });
      child.warn('odd', { fold: 2 });
      context.logger.debug('detail');
      context.logger.error('bad', { error: new TypeError('oops') });
    });
    const lines = await linesOf(run);
    expect(lines.map(({ level, stream, message }) => [level, stream, message])).toEqual([
      ['info', 'logger', 'started'],
      ['warn', 'logger', 'odd'],
      ['debug', 'logger', 'detail'],
      ['error', 'logger', 'bad'],
    ]);
    expect(lines[0]?.fields).toEqual({ uid: 'x', n: 1 });
    expect(lines[1]?.fields).toEqual({ fold: 2, part: 'a' });
    expect(lines[2]?.fields).toBeUndefined();
    expect(lines[3]?.fields).toMatchObject({ error: { name: 'TypeError', message: 'oops' } });
    expect(await linesOf(run, { level: 'warn' })).toHaveLength(2);
  });

  it('takes any field: what has no encoding becomes its text', async () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const run = await log((context) =>
      context.logger.info('odd', { map: new Map([[1, 2]]), cyclic, big: 5n, nan: NaN, at: new Date(0), fn: () => 1, symbol: Symbol('s') }),
    );
    const [line] = await linesOf(run);
    expect(line?.fields).toMatchObject({
      map: 'Map(1) { 1 => 2 }',
      cyclic: expect.stringContaining('Circular'),
      big: 5n,
      nan: NaN,
      at: new Date(0),
    });
  });

  it('throws RunClosedError after the end, and so does every other log call', async () => {
    let late: RunContext | undefined;
    const run = await log((context) => {
      late = context;
      context.logger.info('in time');
    });
    const context = late as RunContext;
    for (const call of [
      () => context.logger.info('late'),
      () => context.logResult('a', 1),
      () => context.logMetric('a', 1),
      () => context.setLabel('a', 1),
      () => context.logArtifact('a', { body: 'x' }),
      () => context.logDataset('a', [{ a: 1 }]),
      () => context.logModel('a', { body: 'x' }),
      () => context.logChart('a', {}),
      () => context.progress(1),
      () => context.getParam('new', 1),
      () => context.getInput('new', '/tmp'),
    ]) {
      expect(call).toThrow(RunClosedError);
    }
    console.log('printed late');
    expect(await messagesOf(run)).toEqual(['in time']);
  });
});

describe('what a handler prints', () => {
  it('is in its log: console, stdout and stderr, in the order of the calls', async () => {
    const run = await log((context) => {
      console.log('a %s %d', 'b', 1, { deep: { er: [1] } });
      context.logger.info('between');
      process.stdout.write('written\n');
      console.error('err');
      process.stderr.write('raw err\n');
      console.warn('warned');
      console.debug('debugged');
      console.table([{ x: 1 }]);
    });
    const lines = (await linesOf(run)).map(({ level, stream, message }) => [level, stream, message]);
    expect(lines.slice(0, 7)).toEqual([
      ['info', 'stdout', 'a b 1 { deep: { er: [ 1 ] } }'],
      ['info', 'logger', 'between'],
      ['info', 'stdout', 'written'],
      ['error', 'stderr', 'err'],
      ['info', 'stderr', 'raw err'],
      ['warn', 'stderr', 'warned'],
      ['debug', 'stdout', 'debugged'],
    ]);
    expect(
      lines
        .slice(7)
        .map(([, , message]) => message)
        .join('\n'),
    ).toMatch(/x/);
  });

  it('is cut into lines: pieces are joined, the last one needs no newline', async () => {
    const run = await log(() => {
      process.stdout.write('one ');
      process.stdout.write('line\r\ntwo\nthr');
      process.stderr.write('other');
      process.stdout.write('ee');
    });
    expect((await linesOf(run)).map(({ stream, message }) => [stream, message])).toEqual([
      ['stdout', 'one line'],
      ['stdout', 'two'],
      ['stdout', 'three'],
      ['stderr', 'other'],
    ]);
  });

  it('keeps the level of each stream apart', async () => {
    const run = await log(() => {
      process.stdout.write('unfinished');
      console.error('loud');
    });
    expect((await linesOf(run)).map(({ level, message }) => [level, message])).toEqual([
      ['error', 'loud'],
      ['info', 'unfinished'],
    ]);
  });

  it('keeps characters whole whose bytes are written in pieces', async () => {
    const run = await log(() => {
      const bytes = Buffer.from('grün ☂ 🌊\n');
      for (const byte of bytes) process.stdout.write(Buffer.from([byte]));
    });
    expect(await messagesOf(run)).toEqual(['grün ☂ 🌊']);
  });

  it('is cut where a line never ends', async () => {
    const run = await log(() => {
      for (let i = 0; i < 200; i++) process.stdout.write('x'.repeat(1000));
    });
    const messages = await messagesOf(run);
    expect(messages.length).toBeGreaterThan(2);
    expect(messages.join('')).toBe('x'.repeat(200_000));
  });

  it('goes on to where it went before', async () => {
    const seen: string[] = [];
    const original = process.stdout.write;
    process.stdout.write = ((chunk: string) => {
      seen.push(String(chunk));
      return true;
    }) as typeof process.stdout.write;
    try {
      await log(() => void process.stdout.write('through\n'));
    } finally {
      process.stdout.write = original;
    }
    expect(seen).toContain('through\n');
  });

  it('from timers, promises and callbacks of the handler is its own too', async () => {
    const run = await log(async () => {
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          console.log('timer');
          queueMicrotask(() => {
            console.log('microtask');
            setImmediate(() => {
              console.log('immediate');
              resolve();
            });
          });
        }, 5);
      });
    });
    expect(await messagesOf(run)).toEqual(['timer', 'microtask', 'immediate']);
  });

  it('of twenty runs at once is in the log of each, and in no other', async () => {
    const home = temporaryFolder();
    const job = async (context: RunContext, { n }: { n: number }) => {
      for (let i = 0; i < 5; i++) {
        console.log(`run ${n} console ${i}`);
        process.stdout.write(`run ${n} half `);
        await sleep((n * 7 + i * 3) % 11);
        process.stdout.write(`other half ${i}\n`);
        process.stderr.write(`run ${n} stderr ${i}\n`);
        context.logger.info(`run ${n} logger ${i}`);
      }
    };
    const runs = await Promise.all(Array.from({ length: 20 }, (_, n) => runLocal(job, { home, params: { n } })));
    for (const [n, run] of runs.entries()) {
      expect(await messagesOf(run)).toEqual(
        Array.from({ length: 5 }, (_, i) => [
          `run ${n} console ${i}`,
          `run ${n} half other half ${i}`,
          `run ${n} stderr ${i}`,
          `run ${n} logger ${i}`,
        ]).flat(),
      );
    }
  });

  it('outside of any run is nobody’s, and the process is left as it was', async () => {
    const before = [console.log, process.stdout.write, process.stderr.write];
    const run = await log(() => console.log('inside'));
    console.log('outside');
    expect([console.log, process.stdout.write, process.stderr.write]).toEqual(before);
    expect(await messagesOf(run)).toEqual(['inside']);
  });

  it('is logged once when somebody else patches the console on top, and stays it', async () => {
    const original = console.log;
    const run = await log(() => {
      const ours = console.log;
      console.log = (...args) => ours('wrapped', ...args);
    });
    const second = await log(() => console.log('again'));
    console.log = original;
    expect(await messagesOf(run)).toEqual([]);
    expect(await messagesOf(second)).toEqual(['again']);
  });
});

it('a nested run has its own log', async () => {
  const home = temporaryFolder();
  let inner: Run | undefined;
  const outer = await runLocal(
    async () => {
      console.log('outer before');
      inner = await runLocal(() => console.log('inner'), { home });
      console.log('outer after');
    },
    { home },
  );
  expect(await messagesOf(outer)).toEqual(['outer before', 'outer after']);
  expect(await messagesOf(inner as Run)).toEqual(['inner']);
});
