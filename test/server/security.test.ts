import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunContext } from 'tidemark';
import { openClient } from '../../src/client/index.js';
import { runLocal } from '../../src/local/index.js';
import { startServer } from '../../src/server/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import { completed, draft, newUid, opening } from '../contracts/tracking-store/story.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { rawRequest } from './raw-request.js';
import { serve } from './serve.js';
import type { Served } from './serve.js';

const SECRET = 'what nobody may read';

let served: Served;
let host: string;
let uids: Readonly<Record<string, string>>;
beforeAll(async () => {
  const home = temporaryFolder();
  const uiFolder = join(home, 'ui');
  mkdirSync(join(uiFolder, 'assets'), { recursive: true });
  writeFileSync(join(uiFolder, 'index.html'), '<!doctype html><title>Tidemark</title>');
  writeFileSync(join(uiFolder, 'assets/app-1a2b.js'), 'export {}');
  writeFileSync(join(home, 'secret.txt'), SECRET);
  served = await serve({ home, uiFolder });
  host = new URL(served.url).host;
  await runLocal(
    async (context: RunContext) => {
      context.logArtifact('page', { body: '<script>fetch("/api/v1/runs")</script>', localPath: 'page.html' });
      context.logArtifact('drawing', { body: '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', localPath: 'a.svg' });
      context.logArtifact('lies', { body: '<script>1</script>', localPath: 'x.bin', mediaType: 'text/html\r\nx-evil: 1' });
      context.logArtifact('name', { body: 'x', localPath: 'räport "1"; ü\r\nx-evil: 1.txt' });
    },
    { home, name: 'job' },
  ).catch(() => undefined);
  const client = await openClient({ home });
  uids = Object.fromEntries((await client.listArtifacts({ includePending: true })).map(({ key, uid }) => [key, uid]));
  await client.close();
});

describe('a name that leads to this machine but is not ours (DNS rebinding)', () => {
  it.each(['evil.example', `evil.example:80`, 'localhost.evil.example', '', 'localhost@evil.example'])('%j gets nothing', async (name) => {
    const answer = await rawRequest(served.url, ['GET /api/v1/runs HTTP/1.1', `Host: ${name}`]);
    expect([400, 403]).toContain(answer.status);
    expect(answer.body).not.toContain('"runs"');
  });

  it.each(['localhost', 'LOCALHOST:4600', '127.0.0.1', '[::1]:80'])('%j is one of ours', async (name) => {
    expect(await rawRequest(served.url, ['GET /api/v1/projects HTTP/1.1', `Host: ${name}`])).toMatchObject({ status: 200 });
  });

  it('is ours once it is in the list', async () => {
    const named = await serve({ hosts: ['runs.example'] });
    expect(await rawRequest(named.url, ['GET /api/v1/projects HTTP/1.1', 'Host: runs.example:443'])).toMatchObject({ status: 200 });
  });
});

describe('a write that a page of another origin causes (CSRF)', () => {
  const post = (...headers: string[]) =>
    rawRequest(served.url, [`POST /api/v1/runs/${newUid()}/abort HTTP/1.1`, `Host: ${host}`, 'Content-Length: 2', ...headers], '{}');

  it.each([
    ['another site', ['Content-Type: application/json', 'Sec-Fetch-Site: cross-site', 'Origin: https://evil.example']],
    ['another port of this machine', ['Content-Type: application/json', 'Sec-Fetch-Site: same-site', 'Origin: http://127.0.0.1:1']],
    ['an old browser', ['Content-Type: application/json', 'Origin: https://evil.example']],
    ['a sandboxed frame', ['Content-Type: application/json', 'Origin: null']],
  ])('of %s is refused', async (_what, headers) => {
    const answer = await post(...headers);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'ERR_FORBIDDEN' } });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain; application/json'])(
    'cannot be a form: a body of type %s is refused',
    async (type) => {
      expect(await post(`Content-Type: ${type}`)).toMatchObject({ status: 415 });
    },
  );

  it('of our own page, or of a program, is looked at', async () => {
    const ours = ['Content-Type: application/json', 'Sec-Fetch-Site: same-origin', `Origin: http://${host}`];
    expect(await post(...ours)).toMatchObject({ status: 404 });
    expect(await post('Content-Type: application/json')).toMatchObject({ status: 404 });
  });
});

describe('what a run logged', () => {
  it('as a page has an origin of its own, in a frame and by itself, and no way out', async () => {
    const answer = await fetch(`${served.url}/content/${uids['page']}`);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none';/);
    expect(policy).not.toMatch(/allow-same-origin|allow-top-navigation|allow-popups|connect-src|'self' |https?:/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('access-control-allow-origin')).toBe(null);
  });

  it('as an SVG runs no script at all', async () => {
    const answer = await fetch(`${served.url}/content/${uids['drawing']}`);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml');
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'; style-src/);
  });

  it('is downloaded, never shown in place, under a name that cannot leave the header', async () => {
    for (const key of Object.keys(uids)) {
      const answer = await served.fetch(`/artifacts/${uids[key]}/body`);
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w.~!$&+^`|%-]+$/,
      );
      expect(answer.headers.get('x-evil')).toBe(null);
    }
  });

  it('elsewhere is fetched by nobody: not a file of this machine, not a URL', async () => {
    const store = await openTrackingStore(`sqlite:${served.home}/tracking.db`);
    const targets = [`file://${served.home}/secret.txt`, 'file:///etc/passwd', `${served.url}/api/v1/projects`, 'http://169.254.169.254/'];
    const drafts = targets.map((target, n) => draft(`far${n}`, { target, mediaType: 'text/html' }));
    await completed(
      store,
      opening(newUid()),
      drafts.map((artifact) => ({ type: 'artifact', artifact })),
    );
    await store.close();
    for (const { uid } of drafts) {
      for (const path of [`/api/v1/artifacts/${uid}/body`, `/content/${uid}`]) {
        const answer = await fetch(`${served.url}${path}`);
        expect(answer.status).toBe(409);
        expect(await answer.text()).not.toContain(SECRET);
      }
      expect(await (await served.fetch(`/artifacts/${uid}/preview`)).text()).not.toContain(SECRET);
    }
  });
});

describe('a path that would leave the folder', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets//../../secret.txt',
    '//secret.txt',
    '/content/..%2f..%2fsecret.txt',
    '/api/v1/artifacts/..%2f..%2fsecret.txt/body',
    '/api/v1/../../secret.txt',
    '/assets/%00/../../secret.txt',
  ])('%s leads nowhere', async (path) => {
    const answer = await rawRequest(served.url, [`GET ${path} HTTP/1.1`, `Host: ${host}`]);
    expect(answer.body).not.toContain(SECRET);
    expect(answer.status).toBeLessThan(500);
  });

  it('is told from one of the web UI, whose files are kept by their digest and whose page is not', async () => {
    const asset = await fetch(`${served.url}/assets/app-1a2b.js`);
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    const page = await fetch(`${served.url}/runs/123?tab=log`);
    expect([await page.text(), page.headers.get('cache-control')]).toEqual(['<!doctype html><title>Tidemark</title>', 'no-cache']);
  });
});

describe('every answer', () => {
  it.each(['/', '/assets/app-1a2b.js', '/api/v1/runs', '/api/v1/nothing', '/api/openapi.json', '/nowhere'])(
    'of %s forbids inline scripts, frames and sniffing',
    async (path) => {
      const { headers } = await fetch(`${served.url}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toMatch(/script-src 'self';/);
      expect([headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual(['nosniff', 'DENY']);
      expect(headers.get('access-control-allow-origin')).toBe(null);
    },
  );

  it('of the API has an ETag, and is 304 for who has it', async () => {
    const first = await served.fetch('/runs');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^(W\/)?".+"$/);
    const again = await served.fetch('/runs', { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('x-content-type-options')).toBe('nosniff');
    const body = await served.fetch(`/artifacts/${uids['page']}/body`);
    const bodyTag = body.headers.get('etag') ?? '';
    expect((await served.fetch(`/artifacts/${uids['page']}/body`, { headers: { 'if-none-match': bodyTag } })).status).toBe(304);
  });

  it('of a range is that part, and 416 for one outside of the body', async () => {
    const part = async (range: string) => {
      const answer = await served.fetch(`/artifacts/${uids['page']}/body`, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    expect(await part('bytes=1-6')).toEqual([206, 'bytes 1-6/38', 'script']);
    expect(await part('bytes=-9')).toEqual([206, 'bytes 29-37/38', '</script>']);
    expect(await part('bytes=30-')).toEqual([206, 'bytes 30-37/38', '/script>']);
    expect((await part('bytes=38-'))[0]).toBe(416);
    expect((await part('bytes=-0'))[0]).toBe(416);
    expect((await part('bytes=5-2'))[0]).toBe(200);
    expect((await part('lines=1-2'))[0]).toBe(200);
  });
});

describe('what is too much', () => {
  it('of a body is refused, announced or not', async () => {
    const path = `POST /api/v1/runs/${newUid()}/abort HTTP/1.1`;
    const start = [path, `Host: ${host}`, 'Content-Type: application/json'];
    expect(await rawRequest(served.url, [...start, 'Content-Length: 2000000'], 'x'.repeat(2_000_000))).toMatchObject({ status: 413 });
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const sent = rawRequest(served.url, [...start, 'Transfer-Encoding: chunked'], `${chunk.repeat(20)}0\r\n\r\n`);
    expect(await sent).toMatchObject({ status: 413 });
  });

  it('of requests from one address is answered with when to go on', async () => {
    const limited = await serve({ rate: { perSecond: 0.1, burst: 5 } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => limited.fetch('/projects')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('of headers is refused', async () => {
    const answer = await rawRequest(served.url, ['GET / HTTP/1.1', `Host: ${host}`, `X: ${'x'.repeat(100_000)}`]);
    expect(answer.status).toBe(431);
  });

  it('of time is cut off: a client that never ends its headers holds no connection', { timeout: 30_000 }, async () => {
    const { hostname, port } = new URL(served.url);
    const closed = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n'));
      socket.on('close', () => resolve(true));
      socket.on('error', () => resolve(true));
      socket.resume();
    });
    expect(closed).toBe(true);
  });
});

describe('an address that others can reach', () => {
  it('is refused without tokens, with what to do', async () => {
    for (const open of ['0.0.0.0', '::', '192.0.2.1']) {
      await expect(startServer({ home: temporaryFolder(), host: open, port: 0 })).rejects.toMatchObject({
        code: 'ERR_CONFIGURATION',
        message: expect.stringMatching(/tidemark token create.*TIDEMARK_AUTH_TOKENS/s),
      });
    }
  });
});
