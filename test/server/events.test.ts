import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import { draft, newUid, numbered, opening, T0 } from '../contracts/tracking-store/story.js';
import { EventStream } from './event-stream.js';
import { logEverything, serve } from './serve.js';

const WAIT = { timeout: 10_000, interval: 20 };

async function watch(url: string, query: string, lastEventId?: string): Promise<EventStream> {
  const stream = await EventStream.open(`${url}/api/v1/events${query}`, lastEventId);
  onTestFinished(() => stream.close());
  await expect.poll(() => stream.of('hello'), WAIT).toHaveLength(1);
  return stream;
}

/** A second process's view of the same store: the server has none of its events. */
async function writer(home: string) {
  const store = await openTrackingStore(`sqlite:${home}/tracking.db`);
  onTestFinished(() => store.close());
  const say = (uid: string, from: number, count: number) =>
    store.append([
      {
        uid,
        attempt: 1,
        events: numbered(
          Array.from({ length: count }, (_, index) => ({
            type: 'log' as const,
            level: 'info' as const,
            stream: 'logger' as const,
            message: `line ${from + index}`,
          })),
          from,
        ),
      },
    ]);
  return { store, say };
}

const seqs = (stream: EventStream) => stream.of('logs').flatMap(({ lines }) => (lines as { seq: number }[]).map(({ seq }) => seq));

describe('the event stream of a run', () => {
  it('begins with a reset, then has its log, metrics, artifacts, values and end as they are committed', async () => {
    const { home, url } = await serve();
    const { store, say } = await writer(home);
    const uid = newUid();
    await store.openAttempt(opening(uid));
    const stream = await watch(url, `?run=${uid}`);
    expect(stream.of('hello')).toEqual([{ reset: true }]);
    await say(uid, 1, 2);
    await store.append([
      {
        uid,
        attempt: 1,
        events: numbered(
          [
            { type: 'metric', key: 'loss', step: 0, value: NaN },
            { type: 'result', key: 'accuracy', value: 0.5 },
            { type: 'artifact', artifact: draft('model') },
          ],
          3,
        ),
      },
    ]);
    await store.closeAttempt({ uid, attempt: 1, time: T0 + 1000, state: 'completed', summary: {} });
    await expect.poll(() => stream.of('run').at(-1), WAIT).toMatchObject({ uid, state: 'completed', results: { accuracy: 0.5 } });
    expect(stream.of('logs')).toMatchObject([{ uid, attempt: 1, lines: [{ message: 'line 1' }, { message: 'line 2' }] }]);
    expect(stream.of('metrics')).toMatchObject([
      { uid, attempt: 1, series: [{ key: 'loss', steps: [0], values: [{ $tidemark: 'number', value: 'NaN' }] }] },
    ]);
    await expect.poll(() => stream.of('artifacts').at(-1), WAIT).toMatchObject({ uid, artifacts: [{ key: 'model', tags: ['latest'] }] });
  });

  it('has the steps of a pipeline as runs, and nothing that they log inside', async () => {
    const { home, url } = await serve();
    const { store, say } = await writer(home);
    const [parentUid, uid] = [newUid(), newUid()];
    const stream = await watch(url, `?run=${parentUid}`);
    await store.openAttempt(opening(uid, { run: { parentUid } }));
    await say(uid, 1, 1);
    await store.openAttempt(opening(newUid()));
    await store.closeAttempt({ uid, attempt: 1, time: T0, state: 'error' });
    await expect.poll(() => stream.of('run').at(-1), WAIT).toMatchObject({ uid, state: 'error' });
    expect(new Set(stream.of('run').map((run) => run['uid']))).toEqual(new Set([uid]));
    expect(stream.of('logs')).toEqual([]);
  });

  it('goes on after a broken connection without a gap, from the id of the last event', async () => {
    const { home, url } = await serve();
    const { store, say } = await writer(home);
    const uid = newUid();
    await store.openAttempt(opening(uid));
    const first = await watch(url, `?run=${uid}`);
    await say(uid, 1, 3);
    await expect.poll(() => seqs(first), WAIT).toEqual([1, 2, 3]);
    await first.close();
    await say(uid, 4, 3000);
    const second = await watch(url, `?run=${uid}`, first.lastEventId);
    expect(second.of('hello')).toEqual([{ reset: false }]);
    await say(uid, 3004, 2);
    const all = Array.from({ length: 3005 }, (_, index) => index + 1);
    await expect.poll(() => [...new Set([...seqs(first), ...seqs(second)])], WAIT).toEqual(all);
  });

  it('that is broken off again and again while somebody writes ends up with every line', async () => {
    const { home, url } = await serve();
    const { store, say } = await writer(home);
    const uid = newUid();
    await store.openAttempt(opening(uid));
    const got = new Set<number>();
    const first = await watch(url, `?run=${uid}`);
    await first.close();
    let { lastEventId } = first;
    let isOver = false;
    const writing = (async () => {
      for (let from = 1; from <= 2000; from += 20) {
        await say(uid, from, 20);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      isOver = true;
    })();
    for (let round = 0; !isOver || round < 3; round++) {
      const stream = await watch(url, `?run=${uid}`, lastEventId);
      await new Promise((resolve) => setTimeout(resolve, 150 + 37 * (round % 4)));
      await stream.close();
      for (const seq of seqs(stream)) got.add(seq);
      lastEventId = stream.lastEventId;
    }
    await writing;
    const last = await watch(url, `?run=${uid}`, lastEventId);
    await expect.poll(() => new Set([...got, ...seqs(last)]).size, WAIT).toBe(2000);
  });

  it('says when what was missed is too long ago, or of another database', async () => {
    const { url } = await serve();
    expect((await watch(url, '', '99999999')).of('hello')).toEqual([{ reset: true }]);
    expect((await watch(url, '', 'what')).of('hello')).toEqual([{ reset: true }]);
  });
});

describe('the event stream of a project', () => {
  it('has the runs of that project alone, tags that move, and runs that are removed', async () => {
    const { home, url } = await serve();
    const { store } = await writer(home);
    const stream = await watch(url, '?project=demo');
    const all = await watch(url, '');
    const uid = newUid();
    const artifact = draft('model');
    await store.openAttempt(opening(newUid(), { run: { project: 'other' } }));
    await store.openAttempt(opening(uid));
    await store.append([{ uid, attempt: 1, events: numbered([{ type: 'artifact', artifact }]) }]);
    await store.closeAttempt({ uid, attempt: 1, time: T0, state: 'completed', summary: {} });
    await store.tagArtifact({ artifactUid: artifact.uid, tag: 'best', by: 'amy', time: T0 });
    await expect.poll(() => stream.of('artifacts').at(-1), WAIT).toMatchObject({ uid, artifacts: [{ tags: ['best', 'latest'] }] });
    await store.remove({ runs: [uid], artifacts: [], force: true });
    await expect.poll(() => stream.of('removed'), WAIT).toEqual([{ uid, project: 'demo' }]);
    expect(new Set(stream.of('run').map((run) => run['project']))).toEqual(new Set(['demo']));
    await expect.poll(() => new Set(all.of('run').map((run) => run['project'])), WAIT).toEqual(new Set(['demo', 'other']));
  });

  it('is closed when the server takes no more, with what to do', async () => {
    const { url, fetch } = await serve({ maxViewers: 1 });
    const first = await watch(url, '');
    const refused = await fetch('/events');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await refused.json()).toMatchObject({ error: { code: 'ERR_TOO_MANY_REQUESTS' } });
    await first.close();
    await expect
      .poll(
        () =>
          watch(url, '').then(
            () => 'open',
            () => 'refused',
          ),
        WAIT,
      )
      .toBe('open');
  });

  it('shows a run of another process while it goes on', async () => {
    const { home, url } = await serve();
    const stream = await watch(url, '');
    let seen = 0;
    await runLocal(
      async (context: RunContext) => {
        await context.logResult('half', 1);
        await expect.poll(() => stream.of('run').at(-1), WAIT).toMatchObject({ state: 'running', results: { half: 1 } });
        seen += 1;
      },
      { home, name: 'live' },
    );
    expect(seen).toBe(1);
    await expect.poll(() => stream.of('run').at(-1), WAIT).toMatchObject({ name: 'live', state: 'completed' });
    await logEverything(home);
    await expect.poll(() => stream.of('run').at(-1), WAIT).toMatchObject({ name: 'job', state: 'completed' });
  });
});
