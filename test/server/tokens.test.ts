import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import { createToken } from '../../src/server/index.js';
import { logEverything, serve } from './serve.js';
import type { Served } from './serve.js';

const reader = createToken({ name: 'reader', access: 'read-only' });
const writer = createToken({ name: 'writer', access: 'read-write' });

let served: Served;
let run: string;
let artifact: string;
beforeAll(async () => {
  served = await serve({ authTokens: `${reader.entry}, ${writer.entry}` });
  run = (await logEverything(served.home)).uid;
  const client = await openClient({ home: served.home });
  artifact = (await client.listArtifacts({ runUid: run, kind: 'dataset' }))[0]?.uid ?? '';
  await client.close();
});

type Call = readonly [method: string, path: string, body?: object];

/** Every call that changes something. */
const WRITES: readonly Call[] = [
  ['PATCH', '/runs/{run}/labels', { labels: { a: '1' } }],
  ['PATCH', '/runs/labels', { uids: ['0'.repeat(32)], labels: { a: '1' } }],
  ['POST', '/runs/{run}/abort', {}],
  ['POST', '/runs/{run}/start-again', {}],
  ['PUT', '/artifacts/{artifact}/tags/prod', {}],
  ['DELETE', '/artifacts/{artifact}/tags/prod'],
  ['DELETE', '/runs/{run}'],
];

const send = ([method, path, body]: Call, headers: Record<string, string>) =>
  served.fetch(path.replace('{run}', run).replace('{artifact}', artifact), {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a server with tokens', () => {
  it('knows every call of the OpenAPI document that changes something', async () => {
    const answer = await fetch(`${served.url}/api/openapi.json`, { headers: bearer(reader.token) });
    const { paths } = (await answer.json()) as { paths: Record<string, object> };
    const changing = Object.values(paths).flatMap((methods) => Object.keys(methods).filter((method) => method !== 'get'));
    expect(changing.map((method) => method.toUpperCase()).toSorted()).toEqual(WRITES.map(([method]) => method).toSorted());
  });

  it.each(['/runs', '/projects', '/events', `/artifacts/${'0'.repeat(32)}/body`])('answers GET %s to nobody without one', async (path) => {
    for (const headers of [{}, bearer('tidemark_guessed'), bearer(reader.entry), { authorization: `Basic ${reader.token}` }]) {
      const answer = await served.fetch(path, { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await answer.json()).toMatchObject({ error: { code: 'ERR_UNAUTHORIZED' } });
    }
  });

  it('shows what runs logged, and its OpenAPI document, to nobody without one', async () => {
    for (const path of [`/content/${artifact}`, '/api/openapi.json', '/']) expect((await fetch(`${served.url}${path}`)).status).toBe(401);
    const visit = await fetch(`${served.url}/runs`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([visit.status, visit.headers.get('location')]).toEqual([302, '/login?next=%2Fruns']);
  });

  it.each(WRITES.map((call) => ({ call, what: `${call[0]} ${call[1]}` })))(
    'refuses $what to who may only read, and to who has none',
    async ({ call }) => {
      const refused = await send(call, bearer(reader.token));
      expect(refused.status).toBe(403);
      const message = expect.stringContaining('The token reader may only read') as unknown;
      expect(await refused.json()).toMatchObject({ error: { code: 'ERR_FORBIDDEN', message } });
      expect((await send(call, {})).status).toBe(401);
    },
  );

  it('has not changed anything by what it refused, and lets who may write do so', async () => {
    const { labels } = (await (await served.fetch(`/runs/${run}`, { headers: bearer(reader.token) })).json()) as { labels?: object };
    expect(labels ?? {}).not.toHaveProperty('a');
    for (const call of WRITES) expect([401, 403]).not.toContain((await send(call, bearer(writer.token))).status);
    expect((await served.fetch(`/runs/${run}`, { headers: bearer(reader.token) })).status).toBe(404);
  });

  it('is told digests alone: an entry is the SHA-256 of its token, and the token is nowhere in it', () => {
    const digest = createHash('sha256').update(reader.token).digest('hex');
    expect(reader.entry).toBe(`reader:read-only:sha256-${digest}`);
    expect(reader.entry).not.toContain(reader.token.slice('tidemark_'.length));
    expect(Buffer.from(reader.token.slice('tidemark_'.length), 'base64url')).toHaveLength(32);
  });

  it.each(['reader:read-only:secret', 'reader:sha256-00', `a b:read-only:sha256-${'0'.repeat(64)}`, `x:admin:sha256-${'0'.repeat(64)}`])(
    'does not start with the entry %j, and does not repeat it',
    async (entry) => {
      const error = await serve({ authTokens: entry }).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION' });
      expect(error?.message).not.toContain(entry);
    },
  );
});

describe('the login page', () => {
  const login = (token: string, next = '/runs') =>
    fetch(`${served.url}/login`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ token, next }) });

  it('gives a cookie that no script can read and no other site sends, and leads back', async () => {
    const answer = await login(reader.token, '/runs?q=1');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/runs?q=1']);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await served.fetch('/runs', { headers })).status).toBe(200);
    expect((await send(['PATCH', '/runs/labels', {}], headers)).status).toBe(403);
  });

  it('refuses what is no token, and leads to this server alone', async () => {
    const refused = await login('guessed');
    expect([refused.status, refused.headers.get('set-cookie')]).toEqual([401, null]);
    for (const elsewhere of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:1'])
      expect((await login(reader.token, elsewhere)).headers.get('location')).toBe('/');
  });

  it('is not for guessing: who fails too often has to wait', async () => {
    const statuses = [];
    for (let n = 0; n < 15; n++) statuses.push((await login(`guess ${n}`)).status);
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });
});
