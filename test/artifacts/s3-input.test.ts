import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDataItem, openArtifactStore, openFileStore, openMemoryStore, pinInput } from '../../src/artifacts/index.js';
import type { ArtifactStore } from '../../src/artifacts/index.js';
import { tableReading } from '../../src/datasets/index.js';
import type { DataItem } from '../../src/sdk/index.js';
import { newS3Url } from '../support/s3.js';
import { sharedS3 } from '../support/shared-s3.js';
import { makeRecord } from './make-record.js';
import { temporaryFolder } from './temporary-folder.js';

const CSV = 'x,y\n1,2\n3,4\n';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
let client: S3Client;
beforeAll(async () => {
  await sharedS3();
  client = new S3Client({ forcePathStyle: true });
});

/** A folder of its own in a bucket, with a file in it. */
async function uploaded(name = 'data.csv', text = CSV, bucket = 'bodies'): Promise<string> {
  const folder = `inputs-${randomUUID().slice(0, 8)}`;
  await upload(`s3://${bucket}/${folder}/${name}`, text);
  return `s3://${bucket}/${folder}`;
}

async function upload(url: string, text: string): Promise<void> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
  await client.send(new PutObjectCommand({ Bucket, Key, Body: text, ContentType: 'text/plain', ChecksumAlgorithm: 'SHA256' }));
}

function open(uri: string, store: ArtifactStore = openMemoryStore()): DataItem {
  const scratch = join(temporaryFolder(), 'scratch');
  return createDataItem({ key: 'data', uri, store, scratch, readTables: tableReading });
}

const pin = (uri: string) => pinInput({ key: 'data', uri, findArtifact: async () => undefined });

describe('an input in S3', () => {
  it('is read in every way', async () => {
    const folder = await uploaded();
    const item = open(`${folder}/data.csv`);
    expect([item.url, item.suffix]).toEqual([`${folder}/data.csv`, '.csv']);
    expect(await item.text()).toBe(CSV);
    expect(await item.get({ offset: 4, size: 3, encoding: 'utf8' })).toBe('1,2');
    expect(await item.allRows()).toHaveLength(2);
    expect(await item.stat()).toMatchObject({ size: CSV.length, mediaType: 'text/csv' });
    expect(await item.list()).toEqual(['data.csv']);
    expect(await item.local()).toMatch(/\/data\.csv$/);
  });

  it('may be called anything, also what looks like the end of a URL', async () => {
    for (const name of ['a b.csv', 'ä+%20#1.csv', 'what?.csv', 'odd?versionId']) {
      const folder = await uploaded(name, name);
      expect(await open(`${folder}/${name}`).text(), name).toBe(name);
    }
  });

  it('lists the names below a slash', async () => {
    const folder = await uploaded();
    await upload(`${folder}/parts/1.csv`, CSV);
    expect(await open(`${folder}/`).list()).toEqual(['data.csv', 'parts']);
    expect(await pin(`${folder}/`)).toEqual({ uri: `${folder}/` });
  });

  it('is pinned by its ETag with its digest, and refused when it is another object later', async () => {
    const url = `${await uploaded()}/data.csv`;
    const { uri, ...known } = await pin(url);
    expect(known).toEqual({ size: CSV.length, sha256: sha256(CSV) });
    expect(uri).toMatch(/data\.csv\?etag=%22[0-9a-f]{32}%22$/);
    expect(open(uri).suffix).toBe('.csv');
    expect(await open(uri).text()).toBe(CSV);
    await upload(url, 'changed');
    for (const reading of [() => open(uri).text(), () => open(uri).stat()]) {
      await expect(reading()).rejects.toMatchObject({ name: 'InputChangedError', code: 'ERR_INPUT_CHANGED', retryable: false });
    }
    expect(await open(url).text()).toBe('changed');
  });

  it('is pinned by its version in a bucket that keeps them, and that version is what is read', async () => {
    const Bucket = `versions-${randomUUID().slice(0, 8)}`;
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const url = `${await uploaded('data.csv', CSV, Bucket)}/data.csv`;
    const { uri } = await pin(url);
    expect(uri).toMatch(/data\.csv\?versionId=\w+$/);
    await upload(url, 'changed');
    expect(await open(uri).text()).toBe(CSV);
    expect(await open(url).text()).toBe('changed');
  });

  it('says what is wrong when there is nothing, no bucket, or no permission', async () => {
    const folder = await uploaded();
    for (const work of [() => open(`${folder}/nothing`).get(), () => open(`${folder}/nothing`).stat(), () => pin(`${folder}/nothing`)])
      await expect(work()).rejects.toMatchObject({ code: 'ERR_INPUT_NOT_FOUND' });
    await expect(open('s3://no-such-bucket/x').get()).rejects.toThrow(/Reading s3:\/\/no-such-bucket\/x failed \(404 NoSuchBucket\)/);
    await expect(open('s3://Not A Bucket/x').get()).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    const secret = process.env['AWS_SECRET_ACCESS_KEY'];
    process.env['AWS_SECRET_ACCESS_KEY'] = 'wrong';
    try {
      await expect(open(`${folder}/data.csv`).get()).rejects.toThrow(/403 SignatureDoesNotMatch.*Check the credentials/);
      await expect(pin(`${folder}/data.csv`)).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE' });
    } finally {
      process.env['AWS_SECRET_ACCESS_KEY'] = secret;
    }
  });
});

describe('a link', () => {
  it('reads a stored body or an input in S3 without credentials, under its own name, until it expires', async () => {
    const store = await openArtifactStore(newS3Url());
    const { target, sha256: digest, size } = await store.put('demo', new TextEncoder().encode(CSV));
    const record = { ...makeRecord({ target, sha256: digest, size }, { fileName: 'my data.csv' }), mediaType: 'text/csv' };
    const item = createDataItem({
      key: 'data',
      uri: record.uri,
      record: async () => record,
      store,
      scratch: temporaryFolder(),
      readTables: tableReading,
    });
    const response = await fetch(await item.presign());
    expect(await response.text()).toBe(CSV);
    expect(response.headers.get('content-type')).toBe('text/csv');
    expect(response.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''my%20data.csv");
    const link = await open(`${await uploaded()}/data.csv`).presign({ expiresSeconds: 1 });
    expect(await (await fetch(link)).text()).toBe(CSV);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect((await fetch(link)).status).toBe(403);
  });

  it('is refused for what no server hands out, and for times that S3 does not allow', async () => {
    const folder = openFileStore(temporaryFolder());
    const { target } = await folder.put('demo', new TextEncoder().encode(CSV));
    for (const item of [open(target, folder), open(import.meta.filename)]) {
      await expect(item.presign()).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
      await expect(item.presign()).rejects.toThrow(/no server hands it out. Use tidemark artifacts get, or keep bodies in S3/);
    }
    const item = open(`${await uploaded()}/data.csv`);
    for (const expiresSeconds of [0, -1, 1.5, 7 * 24 * 3600 + 1])
      await expect(item.presign({ expiresSeconds })).rejects.toThrow(/expiresSeconds must be a whole number from 1 to 604800/);
  });
});
