import { beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import { logEverything, serve } from './serve.js';
import type { Served } from './serve.js';

interface Answered {
  readonly status: number;
  readonly body: { readonly error?: { readonly code: string } } & Readonly<Record<string, unknown>>;
}

let served: Served;
let uids: readonly string[];
beforeAll(async () => {
  served = await serve();
  const runs = [];
  for (let n = 1; n <= 3; n++) runs.push(await logEverything(served.home, { n }));
  uids = runs.map(({ uid }) => uid);
});

async function ask(method: string, path: string, body?: object): Promise<Answered> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await served.fetch(path, init);
  return { status: answer.status, body: (await answer.json()) as Answered['body'] };
}

describe('a change through the API', () => {
  it('moves a tag to a version and takes it off again; `latest` and protected ones are refused', async () => {
    const client = await openClient({ home: served.home });
    const [artifact] = await client.listArtifacts({ runUid: uids[0] ?? '', kind: 'dataset' });
    const path = (tag: string) => `/artifacts/${artifact?.uid}/tags/${tag}`;
    expect(await ask('PUT', path('prod'), {})).toMatchObject({ status: 200, body: { uid: artifact?.uid } });
    expect((await client.listArtifacts({ tag: 'prod' })).map(({ uid }) => uid)).toEqual([artifact?.uid]);
    await client.protectTag('default', 'prod');
    expect(await ask('DELETE', path('prod'))).toMatchObject({ status: 409, body: { error: { code: 'ERR_PROTECTED_TAG' } } });
    expect(await ask('DELETE', `${path('prod')}?force=true`)).toMatchObject({ status: 200, body: { removed: true } });
    expect(await ask('PUT', path('latest'), {})).toMatchObject({ status: 400, body: { error: { code: 'ERR_RESERVED_TAG' } } });
    expect(await ask('PUT', path('..%2f'), {})).toMatchObject({ status: 400, body: { error: { code: 'ERR_INVALID_KEY' } } });
    expect(await client.listArtifacts({ tag: 'prod' })).toEqual([]);
    await client.close();
  });

  it('deletes a run that is over, and leaves the others', async () => {
    expect(await ask('DELETE', `/runs/${uids[1]}`)).toMatchObject({ status: 200, body: { runs: 1 } });
    expect((await ask('GET', `/runs/${uids[1]}`)).body.error).toMatchObject({ code: 'ERR_RUN_NOT_FOUND' });
    expect((await ask('GET', `/runs/${uids[2]}`)).status).toBe(200);
    expect((await ask('DELETE', `/runs/${uids[1]}`)).status).toBe(404);
  });

  it('leaves a run as it is that is over when it is asked to stop', async () => {
    expect(await ask('POST', `/runs/${uids[0]}/abort`, {})).toEqual({ status: 200, body: { state: 'completed' } });
    expect((await ask('POST', `/runs/${'0'.repeat(32)}/abort`, {})).status).toBe(404);
  });

  it('sets labels and takes them off, and says what the run has then', async () => {
    const set = await ask('PATCH', `/runs/${uids[0]}/labels`, { labels: { stage: 'final', parity: null } });
    expect(set.status).toBe(200);
    expect(set.body['labels']).toMatchObject({ stage: 'final', kind: 'local' });
    expect(set.body['labels']).not.toHaveProperty('parity');
    const found = await served.get<{ runs: { uid: string }[] }>('/runs?q=labels.stage%20%3D%20final');
    expect(found.runs.map(({ uid }) => uid)).toEqual([uids[0]]);
  });

  it('sets labels of many runs at once, of all or of none', async () => {
    const both = [uids[0], uids[2]];
    expect(await ask('PATCH', '/runs/labels', { uids: [...both, uids[0]], labels: { batch: '7' } })).toEqual({
      status: 200,
      body: { runs: 2 },
    });
    expect(await ask('PATCH', '/runs/labels', { uids: [...both, '0'.repeat(32)], labels: { batch: '8' } })).toMatchObject({
      status: 404,
      body: { error: { code: 'ERR_RUN_NOT_FOUND' } },
    });
    expect((await served.get<{ runs: unknown[] }>('/runs?label=batch%3D7')).runs).toHaveLength(2);
  });

  it.each([
    [{}, 'ERR_INVALID_REQUEST'],
    [{ labels: {} }, 'ERR_INVALID_ARGUMENT'],
    [{ labels: { a: 1 } }, 'ERR_INVALID_REQUEST'],
    [{ labels: { '': 'x' } }, 'ERR_INVALID_KEY'],
    [{ labels: { 'a\u0000': null } }, 'ERR_INVALID_KEY'],
  ])('of labels is refused when it says %j', async (body, code) => {
    expect(await ask('PATCH', `/runs/${uids[0]}/labels`, body)).toMatchObject({ status: 400, body: { error: { code } } });
  });
});
