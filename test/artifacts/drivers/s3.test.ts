import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileBody, openArtifactStore } from '../../../src/artifacts/index.js';
import type { ArtifactStore } from '../../../src/artifacts/index.js';
import { describeArtifactStore } from '../../contracts/artifact-store.js';
import { newS3Url } from '../../support/s3.js';
import { sharedS3 } from '../../support/shared-s3.js';
import { temporaryFolder } from '../temporary-folder.js';

let server: { readonly endpoint: string; readonly folder: string };
beforeAll(async () => {
  server = await sharedS3();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const MEGABYTE = 1024 * 1024;

describeArtifactStore('S3', () => openArtifactStore(newS3Url()));

describe('the S3 store', () => {
  it('lays a body under prefix, project and digest, and says so', async () => {
    const url = newS3Url();
    const { target, sha256 } = await (await openArtifactStore(`${url}/a/b/`)).put('demo', bytes('abc is 123'));
    expect(target).toBe(`${url}/a/b/demo/${sha256.slice(0, 2)}/${sha256}`);
    expect(readFileSync(fileOf(target), 'utf8')).toBe('abc is 123');
  });

  it('takes endpoint, region and path style from its URL, and hands them on in what it stores', async () => {
    const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = process.env;
    try {
      delete process.env['AWS_ENDPOINT_URL'];
      delete process.env['AWS_REGION'];
      const url = `${newS3Url()}?endpoint=${encodeURIComponent(endpoint)}&region=us-east-1&pathStyle=true`;
      const store = await openArtifactStore(url);
      const { target } = await store.put('demo', bytes('there'));
      expect(target).toMatch(/\?endpoint=http%3A%2F%2F127\.0\.0\.1/);
      expect(await textOf(await openArtifactStore(url), target)).toBe('there');
      // The same place without the options, as after a move.
      process.env['AWS_ENDPOINT_URL'] = endpoint;
      expect(await textOf(await openArtifactStore(url.split('?')[0] ?? ''), target)).toBe('there');
    } finally {
      Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region });
    }
  });

  it('puts large bodies in parts, from memory, a file or a stream, each the same object', async () => {
    const store = await openArtifactStore(newS3Url());
    const large = Buffer.concat(Array.from({ length: 20 }, (_, index) => Buffer.alloc(MEGABYTE + 1, index)));
    const path = join(temporaryFolder(), 'large');
    writeFileSync(path, large);
    const sha256 = createHash('sha256').update(large).digest('hex');
    for (const body of [fileBody(path), large, Readable.from(slices(large, 100_000))]) {
      const { target, ...told } = await store.put('demo', body);
      expect(told).toEqual({ sha256, size: large.length });
      const stored = readFileSync(fileOf(target));
      expect(stored.equals(large)).toBe(true);
      await store.delete(target);
    }
    expect(await openUploads()).toEqual([]);
  });

  it('never writes a body that is there again, and renews its age', async () => {
    const store = await openArtifactStore(newS3Url());
    for (const body of [bytes('small'), new Uint8Array(9 * MEGABYTE)]) {
      const { target } = await store.put('demo', body);
      const { ino } = statSync(fileOf(target));
      utimesSync(fileOf(target), 1, 1);
      expect((await store.stat(target))?.modified.getTime()).toBe(1000);
      expect(await store.put('demo', body)).toMatchObject({ target });
      expect(statSync(fileOf(target)).ino).toBe(ino);
      expect(Date.now() - ((await store.stat(target))?.modified.getTime() ?? 0)).toBeLessThan(60_000);
      const folder = dirname(fileOf(target));
      await store.delete(target);
      expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    }
  });

  it('replaces an object that cannot be the body that its name says', async () => {
    const store = await openArtifactStore(newS3Url());
    const { target } = await store.put('demo', bytes('whole body'));
    writeFileSync(fileOf(target), 'whole');
    await store.put('demo', bytes('whole body'));
    expect(await textOf(store, target)).toBe('whole body');
  });

  it('leaves no part of a large body that was given up, whether its source stopped or the server was on it', async () => {
    const store = await openArtifactStore(newS3Url());
    for (const afterBytes of [5 * MEGABYTE, 50 * MEGABYTE]) {
      const stop = new AbortController();
      const put = store.put(
        'demo',
        largeStream(50, (sent) => sent === afterBytes && setTimeout(() => stop.abort(new Error('cancelled')), 20)),
        {
          signal: stop.signal,
        },
      );
      await expect(put).rejects.toThrow('cancelled');
      expect(await openUploads()).toEqual([]);
    }
    const found: string[] = [];
    for await (const target of store.list('demo')) found.push(target);
    expect(found).toEqual([]);
  });

  it('lists more bodies than one answer of S3 has', async () => {
    const store = await openArtifactStore(newS3Url());
    const { target } = await store.put('demo', bytes('x'));
    for (let index = 0; index < 1200; index++) {
      const digest = createHash('sha256').update(String(index)).digest('hex');
      writeFileSync(join(fileOf(target), '..', digest.replace(/^../, target.slice(-64, -62))), '');
    }
    let count = 0;
    for await (const _ of store.list('demo')) count += 1;
    expect(count).toBe(1201);
  });

  it('reads on where the connection broke', async () => {
    const { breakingProxy } = await import('../breaking-proxy.js');
    const url = newS3Url();
    const large = Buffer.concat(Array.from({ length: 12 }, (_, index) => Buffer.alloc(MEGABYTE, index + 1)));
    const { target } = await (await openArtifactStore(url)).put('demo', large);
    const proxy = await breakingProxy(server.endpoint, 3 * MEGABYTE);
    try {
      const store = await openArtifactStore(`${url}?endpoint=${encodeURIComponent(proxy.url)}`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.read(target, { offset: 5 })) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(large.subarray(5))).toBe(true);
      expect(proxy.broken()).toBeGreaterThan(1);
    } finally {
      proxy.close();
    }
  });
});

describe('the S3 store, when it is refused', () => {
  const attempt = async (url: string, env: Record<string, string> = {}): Promise<unknown> => {
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      const store = await openArtifactStore(url);
      return await store.put('demo', bytes('x')).catch((error: unknown) => error);
    } finally {
      process.env = before;
    }
  };

  it('says that there is no such bucket', async () => {
    const error = await attempt('s3://no-such-bucket/prefix');
    expect(error).toMatchObject({ name: 'ArtifactStoreError', code: 'ERR_ARTIFACT_STORE', retryable: true, isAway: false });
    expect(String(error)).toMatch(
      /Writing to the artifact store at s3:\/\/no-such-bucket\/prefix .* failed \(404 NoSuchBucket\)\. There is no such bucket\. Make it/,
    );
  });

  it('says that the credentials are wrong, or that there are none', async () => {
    const wrongSecret = await attempt(newS3Url(), { AWS_SECRET_ACCESS_KEY: 'wrong' });
    expect(wrongSecret).toMatchObject({ code: 'ERR_ARTIFACT_STORE', isAway: false });
    expect(String(wrongSecret)).toMatch(/403 SignatureDoesNotMatch.*Check the credentials/);
    const unknown = await attempt(newS3Url(), { AWS_ACCESS_KEY_ID: 'nobody' });
    expect(unknown).toMatchObject({ code: 'ERR_ARTIFACT_STORE', isAway: false });
    expect(String(unknown)).toMatch(/No user exists with the provided access key ID/);
    const none = {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/none',
      AWS_CONFIG_FILE: '/none',
    };
    expect(String(await attempt(newS3Url(), none))).toMatch(/CredentialsProviderError.*Check the credentials/);
  });

  it('says that nobody answers, which may pass', async () => {
    const error = await attempt(`${newS3Url()}?endpoint=http://127.0.0.1:1`, { AWS_MAX_ATTEMPTS: '1' });
    expect(error).toMatchObject({ code: 'ERR_ARTIFACT_STORE', retryable: true, isAway: true });
    expect(String(error)).toMatch(/ECONNREFUSED.*Check the network, AWS_ENDPOINT_URL/);
  });

  it('says that a file changed while it was uploaded, and keeps nothing of it', async () => {
    const path = join(temporaryFolder(), 'growing');
    const store = await openArtifactStore(newS3Url());
    const size = 20 * MEGABYTE;
    writeFileSync(path, Buffer.alloc(size, 1));
    const put = store.put('demo', fileBody(path, 'model'));
    // Between the pass that takes its digest and the one that sends it, or in one of them.
    const writing = setInterval(() => writeFileSync(path, Buffer.alloc(size, Math.random() * 256)), 1);
    const error: unknown = await put.catch((reason: unknown) => reason).finally(() => clearInterval(writing));
    expect(error).toMatchObject({ name: 'BodyChangedError', code: 'ERR_BODY_CHANGED', retryable: true });
    expect(String(error)).toMatch(/growing changed while it was read/);
    expect(await openUploads()).toEqual([]);
  });
});

function fileOf(target: string): string {
  const path = join(server.folder, target.replace(/^s3:\/\/[^/]+\//, '').replace(/\?.*/, ''));
  if (!existsSync(path)) throw new Error(`${path} is not there`);
  return path;
}

async function textOf(store: ArtifactStore, target: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(target)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function openUploads(): Promise<readonly unknown[]> {
  const client = new S3Client({ forcePathStyle: true });
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'bodies' }));
  return Uploads;
}

function* slices(body: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < body.length; start += size) yield body.subarray(start, start + size);
}

async function* largeStream(megabytes: number, onSent: (bytes: number) => unknown): AsyncGenerator<Uint8Array> {
  for (let index = 1; index <= megabytes; index++) {
    yield new Uint8Array(MEGABYTE).fill(index);
    onSent(index * MEGABYTE);
  }
}
