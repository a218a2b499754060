import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataItemOptions, ReadDigest } from '../../src/artifacts/index.js';
import { tableReading } from '../../src/datasets/index.js';
import { createDataItem, openMemoryStore, pinInput } from '../../src/artifacts/index.js';
import type { DataItem } from '../../src/sdk/index.js';
import { startLocalServer } from './local-server.js';
import { makeRecord } from './make-record.js';
import { temporaryFolder } from './temporary-folder.js';

const CSV = 'x,y\n1,2\n3,4\n';
const MODIFIED = 'Wed, 01 Jan 2025 00:00:00 GMT';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let asked = 0;
const LONG = Array.from({ length: 1000 }, (_, index) => `line ${index}\n`).join('');
const server = await startLocalServer({
  '/data.csv?v=1': withRanges,
  '/plain': (_, response) => response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{"a":"0123456789"}'),
  '/chunked.csv': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('x,y\n');
    response.end('1,2\n');
  },
  '/signed.csv': (request, response) => (request.method === 'GET' ? withRanges(request, response) : response.writeHead(403).end()),
  '/private': (_, response) => response.writeHead(403, 'Forbidden').end(),
  '/busy': (_, response) => response.writeHead(503, 'Service Unavailable').end(),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half', () => response.destroy());
  },
  '/busy-twice': (_, response) => {
    const isFree = (asked += 1) > 2;
    response.writeHead(isFree ? 200 : 503, isFree ? {} : { 'retry-after': '0' }).end(isFree ? 'free now' : 'busy');
  },
  '/breaks': (request, response) => breaking(request, response, { etag: '"one"' }),
  '/breaks-and-changes': (request, response) => {
    // Whoever asks for the rest of the old state gets all of the new one.
    if (request.headers['if-range'] !== undefined) delete request.headers.range;
    breaking(request, response, { etag: '"one"' });
  },
  '/..%2F..%2Fetc%2Fpasswd': (_, response) => response.end('x'),
});

describe('a data item of a URL', () => {
  it('reads the body in every way', async () => {
    const read: ReadDigest[] = [];
    const item = open('/data.csv?v=1', { onRead: (digest) => read.push(digest) });
    expect([item.url, item.suffix]).toEqual([`${server.url}/data.csv?v=1`, '.csv']);
    expect(await item.text()).toBe(CSV);
    expect(read).toEqual([{ sha256: sha256(CSV), size: CSV.length }]);
    expect(await item.allRows()).toEqual([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ]);
    expect(await item.list()).toEqual(['data.csv']);
    expect(await item.stat()).toEqual({ size: CSV.length, modified: new Date(MODIFIED), mediaType: 'text/csv' });
    expect(await item.artifact()).toBeUndefined();
  });

  it('asks the server for a part alone', async () => {
    const item = open('/data.csv?v=1');
    server.asked.length = 0;
    expect(await item.get({ offset: 4, size: 3, encoding: 'utf8' })).toBe('1,2');
    expect(await item.get({ offset: 8, encoding: 'utf8' })).toBe('3,4\n');
    expect(await item.get({ offset: 100, encoding: 'utf8' })).toBe('');
    expect(await item.get({ size: 0, encoding: 'utf8' })).toBe('');
    expect(server.asked).toEqual(['4-6', '8-', '100-', '0-0'].map((range) => `GET /data.csv?v=1 bytes=${range}`));
  });

  it('cuts the part itself out of what a server sends that knows no ranges', async () => {
    const item = open('/plain');
    expect(await item.get({ offset: 6, size: 4, encoding: 'utf8' })).toBe('0123');
    expect(await item.get({ offset: 14, encoding: 'utf8' })).toBe('89"}');
    expect(await item.get({ offset: 1000, encoding: 'utf8' })).toBe('');
    expect(await item.json()).toEqual({ a: '0123456789' });
    expect(await item.stat()).toMatchObject({ size: 18, mediaType: 'application/json' });
  });

  it('counts the bytes when the server does not say how many there are', async () => {
    expect(await open('/chunked.csv').stat()).toMatchObject({ size: 8, mediaType: 'text/csv' });
  });

  it('knows size and age of a link that allows GET alone', async () => {
    expect(await open('/signed.csv').stat()).toMatchObject({ size: CSV.length, modified: new Date(MODIFIED) });
  });

  it('gives a local file and downloads', async () => {
    const scratch = join(temporaryFolder(), 'scratch');
    const item = open('/data.csv?v=1', { scratch });
    expect(await item.local()).toBe(join(scratch, sha256(CSV), 'data.csv'));
    const path = await item.download(join(temporaryFolder(), 'copy.csv'));
    expect(readFileSync(path, 'utf8')).toBe(CSV);
  });

  it('keeps a local file inside its folder, whatever the URL spells', async () => {
    const scratch = join(temporaryFolder(), 'scratch');
    expect(await open('/..%2F..%2Fetc%2Fpasswd', { scratch }).local()).toBe(join(scratch, sha256('x'), 'passwd'));
  });

  it('says InputNotFoundError for what is missing or forbidden, with the answer as its cause', async () => {
    for (const [path, status] of [
      ['/missing', '404'],
      ['/private', '403'],
    ] as const) {
      const item = open(path);
      for (const reading of [() => item.get(), () => item.get({ size: 1 }), () => item.local(), () => item.stat()]) {
        await expect(reading()).rejects.toMatchObject({
          code: 'ERR_INPUT_NOT_FOUND',
          retryable: false,
          cause: { message: expect.stringContaining(status) },
        });
      }
    }
  });

  it('says a retryable error when the server is busy, away, or breaks off', async () => {
    await expect(open('/busy').get()).rejects.toThrow(/busy answered 503 Service Unavailable/);
    await expect(open('/cut').get()).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE', retryable: true });
    // Port 1 of this machine: nobody listens.
    const away = createDataItem({ ...options(), uri: 'http://127.0.0.1:1/x' });
    await expect(away.get()).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE', retryable: true });
    await expect(away.get()).rejects.toThrow(/Check the network/);
  });

  it('asks again when the server is busy', async () => {
    expect(await open('/busy-twice').text()).toBe('free now');
    expect(asked).toBe(3);
  });

  it('reads on where a connection broke off, when the server says that the body is the same', async () => {
    server.asked.length = 0;
    expect(await open('/breaks').text()).toBe(LONG);
    expect(server.asked).toEqual(['', ' bytes=4000-', ' bytes=8000-'].map((range) => `GET /breaks${range}`));
    expect(await open('/breaks').get({ offset: 1000, size: 5000, encoding: 'utf8' })).toBe(LONG.slice(1000, 6000));
    await expect(open('/breaks-and-changes').text()).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE', retryable: true });
  });

  it('is its own link', async () => {
    expect(await open('/plain').presign()).toBe(`${server.url}/plain`);
  });

  it('reads an artifact that was registered by its URL, without a digest to compare', async () => {
    const target = `${server.url}/data.csv?v=1`;
    const record = makeRecord({ target, size: 0, sha256: '' }, { fileName: 'data.csv' });
    const item = createDataItem({ ...options(), uri: record.uri, record: async () => record });
    expect(await item.text()).toBe(CSV);
    expect(readFileSync(await item.local(), 'utf8')).toBe(CSV);
    const lost = { ...record, target: `${server.url}/missing` };
    await expect(createDataItem({ ...options(), uri: lost.uri, record: async () => lost }).get()).rejects.toMatchObject({
      code: 'ERR_BODY_NOT_FOUND',
    });
  });
});

describe('pinning a URL', () => {
  const pin = (path: string) => pinInput({ key: 'data', uri: `${server.url}${path}`, findArtifact: async () => undefined });

  it('keeps it as it is, once the server has answered, without reading the body', async () => {
    server.asked.length = 0;
    expect(await pin('/data.csv?v=1')).toEqual({ uri: `${server.url}/data.csv?v=1`, size: CSV.length });
    expect(server.asked).toEqual(['HEAD /data.csv?v=1']);
    expect(await pin('/signed.csv')).toEqual({ uri: `${server.url}/signed.csv`, size: CSV.length });
    expect(await pin('/chunked.csv')).toEqual({ uri: `${server.url}/chunked.csv` });
  });

  it('says InputNotFoundError when there is nothing, and a retryable error when the server is busy', async () => {
    await expect(pin('/missing')).rejects.toMatchObject({ code: 'ERR_INPUT_NOT_FOUND' });
    await expect(pin('/busy')).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE', retryable: true });
  });
});

function options(): Omit<DataItemOptions, 'uri'> {
  return {
    key: 'data',
    store: openMemoryStore(),
    scratch: join(temporaryFolder(), 'scratch'),
    readTables: tableReading,
  };
}

function open(path: string, more: Partial<DataItemOptions> = {}): DataItem {
  return createDataItem({ ...options(), uri: `${server.url}${path}`, ...more });
}

function withRanges(request: IncomingMessage, response: ServerResponse): void {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const headers = { 'content-type': 'text/csv', 'last-modified': MODIFIED };
  if (from === undefined) {
    response.writeHead(200, { ...headers, 'content-length': CSV.length }).end(request.method === 'HEAD' ? undefined : CSV);
  } else if (Number(from) >= CSV.length) {
    response.writeHead(416, { 'content-range': `bytes */${CSV.length}` }).end();
  } else {
    const part = CSV.slice(Number(from), to === '' ? undefined : Number(to) + 1);
    response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${CSV.length}` }).end(part);
  }
}

// No answer has more than 4,000 bytes, whatever it says.
function breaking(request: IncomingMessage, response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const part = LONG.slice(Number(from), to === '' ? undefined : Number(to) + 1);
  const isPart = request.headers.range !== undefined;
  const about = isPart ? { 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${LONG.length}` } : {};
  response.writeHead(isPart ? 206 : 200, { ...headers, ...about, 'content-length': part.length });
  response.write(part.slice(0, 4000), () => (part.length > 4000 ? response.destroy() : response.end()));
}
