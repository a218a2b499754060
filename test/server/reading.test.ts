import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../context/reading.js';
import { newUid } from '../contracts/tracking-store/story.js';
import { logEverything, serve } from './serve.js';
import type { Served } from './serve.js';

interface RunOnWire {
  readonly uid: string;
  readonly results: Readonly<Record<string, unknown>>;
}
interface Page {
  readonly runs: readonly RunOnWire[];
  readonly nextCursor?: string;
}

let served: Served;
let uids: readonly string[];
beforeAll(async () => {
  served = await serve();
  const runs = [];
  for (let n = 1; n <= 5; n++) runs.push(await logEverything(served.home, { n, name: n === 5 ? 'other' : 'job' }));
  uids = runs.map(({ uid }) => uid);
  await errorOf(logEverything(served.home, { fail: true, name: 'failing' }));
});

describe('the list of runs', () => {
  it('comes in pages, newest first, that make up the whole', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await served.get<Page>(`/runs?limit=3&name=job${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.runs.map(({ uid }) => uid));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(uids.slice(0, 4).toReversed());
  });

  it('goes on where it was when runs have come and gone meanwhile, whichever way it is ordered', async () => {
    const fresh = await serve();
    const made = [];
    for (let n = 1; n <= 6; n++) made.push((await logEverything(fresh.home, { n })).uid);
    for (const [orderBy, rest] of [
      ['startTime', [made[3], made[1], made[0]]],
      ['-startTime', [made[3], made[5]]],
    ] as const) {
      const first = await fresh.get<Page>(`/runs?limit=2&orderBy=${orderBy}`);
      const last = first.runs[1]?.uid ?? '';
      await logEverything(fresh.home, { n: 7, name: 'later' });
      if (orderBy === 'startTime') for (const uid of [made[2], last]) await fresh.fetch(`/runs/${uid}`, { method: 'DELETE' });
      const second = await fresh.get<Page>(`/runs?orderBy=${orderBy}&name=job&cursor=${first.nextCursor}`);
      expect(second.runs.map(({ uid }) => uid)).toEqual(rest);
    }
  });

  it('is narrowed by state, label, kind and the beginning of a uid, and ordered by a result', async () => {
    const found = async (query: string) => (await served.get<Page>(`/runs?${query}`)).runs.map(({ uid }) => uid);
    expect(await found('state=error,aborted')).toHaveLength(1);
    expect(await found('label=parity%3Deven&label=kind%3Dlocal')).toEqual([uids[3], uids[1]]);
    expect(await found('kind=pipeline')).toEqual([]);
    expect(await found(`uid=${uids[2]?.slice(0, 12)}`)).toEqual([uids[2]]);
    expect(await found('orderBy=-results.accuracy&name=job')).toEqual(uids.slice(0, 4));
    expect(await served.get('/projects')).toMatchObject({ projects: [{ project: 'default', runs: 6 }] });
  });

  it.each([
    'state=done',
    'label=parity',
    'kind=job',
    'orderBy=name',
    'limit=0',
    'cursor=b3g',
    'cursor=dDEuMjM',
    `cursor=${Buffer.from(`t5.${'0'.repeat(32)}.1`).toString('base64url')}&orderBy=results.x`,
    'since=yesterday',
    'uid=xyz',
  ])('refuses %s, which would find something else than it says', async (query) => {
    const answer = await served.fetch(`/runs?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: expect.stringMatching(/^ERR_INVALID_/), message: expect.any(String) } });
  });
});

describe('a run', () => {
  it('has its inputs, artifacts and children beside it', async () => {
    const page = await served.get<{ run: RunOnWire; artifacts: { key: string }[] }>(`/runs/${uids[0]}`);
    expect(page).toMatchObject({ run: { uid: uids[0], state: 'completed', parameters: { n: 1 } }, inputs: [], childrenCount: 0 });
    expect(page.run.results).toEqual({ accuracy: 0.1, none: { $tidemark: 'number', value: 'NaN' } });
    expect(page.artifacts.map(({ key }) => key).toSorted()).toEqual(['notes', 'page', 'rows']);
  });

  it('that is not there is a 404 with the code of the error', async () => {
    const answer = await served.fetch(`/runs/${newUid()}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'ERR_RUN_NOT_FOUND' } });
    expect((await served.fetch(`/runs/${uids[0]}?attempt=9`)).status).toBe(404);
  });

  it('has series as columns, thinned out to what was asked for', async () => {
    const { series } = await served.get<{ series: { key: string; count: number; steps: number[]; values: number[] }[] }>(
      `/runs/${uids[0]}/metrics?points=6`,
    );
    expect(series).toMatchObject([{ key: 'loss', count: 20 }]);
    expect(series[0]?.steps.length).toBeLessThan(12);
    expect([series[0]?.steps[0], series[0]?.steps.at(-1), series[0]?.values.at(-1)]).toEqual([0, 19, 1 / 20]);
  });

  it('has its log by parts, from either end, by level and by text', async () => {
    const lines = async (query: string) => {
      const found = await served.get<{ lines: { seq: number; message: string }[]; more: boolean }>(`/runs/${uids[0]}/logs?${query}`);
      return { ...found, messages: found.lines.map(({ message }) => message.replace('line ', '')).join('') };
    };
    const first = await lines('limit=3');
    expect(first).toMatchObject({ messages: '012', more: true });
    expect(await lines(`after=${first.lines.at(-1)?.seq}&limit=3`)).toMatchObject({ messages: '345', more: true });
    const last = await lines('tail=true&limit=3');
    expect(last).toMatchObject({ messages: '789', more: true });
    expect(await lines(`before=${last.lines[0]?.seq}&tail=true&limit=7`)).toMatchObject({ messages: '0123456', more: false });
    expect(await lines('level=info')).toMatchObject({ messages: '02468', more: false });
    expect(await lines('search=NE%203')).toMatchObject({ messages: '3' });
    expect(await lines('search=%25')).toMatchObject({ messages: '' });
  });
});

describe('runs side by side', () => {
  it('come in the order asked for, with their series and artifacts', async () => {
    const wanted = [uids[2], uids[0]];
    const { runs } = await served.get<{ runs: { run: RunOnWire; series: unknown[]; artifacts: unknown[] }[] }>(
      `/compare?uids=${wanted.join(',')}`,
    );
    expect(runs.map(({ run }) => run.uid)).toEqual(wanted);
    expect(runs.map(({ series, artifacts }) => [series.length, artifacts.length])).toEqual([
      [1, 3],
      [1, 3],
    ]);
    expect((await served.fetch(`/compare?uids=${uids[0]},${newUid()}`)).status).toBe(404);
    expect((await served.fetch('/compare?uids=x')).status).toBe(400);
  });
});
