import { posix } from 'node:path';
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { InputChangedError, InvalidArgumentError } from '../../core/index.js';
import type { PinnedInput } from '../../tracking/index.js';
import { mediaTypeOf, mediaTypeTold } from '../media-type.js';
import { connectS3 } from '../s3/s3-connection.js';
import type { S3Connection } from '../s3/s3-connection.js';
import { guardedS3, isNoObject, statusOf } from '../s3/s3-errors.js';
import { presignObject } from '../s3/s3-presign.js';
import { formatS3Url, parseS3Url } from '../s3/s3-place.js';
import type { S3Place } from '../s3/s3-place.js';
import { readObject } from '../s3/s3-read.js';
import type { Missing, Origin } from './origin.js';

const PRECONDITION_FAILED = 412;

/** An object in S3, or with a `/` at the end what is below it. Of a version or with an ETag that the URL names, it is that state or none. */
export function s3Origin(url: string, missing: Missing): Origin {
  const place = placeOf(url);
  const fileName = posix.basename(place.key) || place.bucket;
  let mediaType = mediaTypeOf(fileName);
  let connected: Promise<S3Connection> | undefined;
  const connect = () => (connected ??= connectS3(place.options));
  const guarded = <T>(work: () => Promise<T>) => guardedInput({ url, missing }, work);
  return {
    fileName,
    mediaType: () => mediaType,
    async *read(range) {
      const { etag } = place.options;
      try {
        yield* readObject(
          await connect(),
          { at: objectAt(place), doing: `Reading ${url}`, ...(etag === undefined ? {} : { etag }) },
          range,
        );
      } catch (error) {
        await guarded(() => Promise.reject(error));
      }
    },
    async stat() {
      if (isFolder(place)) return { size: 0, modified: new Date(), mediaType: 'inode/directory' };
      const head = await guarded(async () => await headOf(await connect(), place));
      mediaType = mediaTypeTold(head.ContentType, fileName);
      return { size: head.ContentLength ?? 0, modified: head.LastModified ?? new Date(), mediaType };
    },
    list: async () => (isFolder(place) ? await guarded(async () => await namesBelow(await connect(), place)) : [fileName]),
    presign: (options) => guarded(async () => await presignObject(await connect(), objectAt(place), options)),
  };
}

/** What an object in S3 is now: its version where the bucket keeps them, else its ETag. What is below a `/` is not pinned. */
export async function pinS3(url: string, missing: Missing): Promise<PinnedInput> {
  const place = placeOf(url);
  if (isFolder(place)) return { uri: url };
  const { VersionId, ETag, ContentLength, ...head } = await guardedInput({ url, missing }, async () =>
    headOf(await connectS3(place.options), place),
  );
  const isVersioned = VersionId !== undefined && VersionId !== 'null';
  const state = isVersioned ? { versionId: VersionId } : ETag === undefined ? {} : { etag: ETag };
  const uri = formatS3Url({ ...place, options: { ...place.options, ...state } });
  return { uri, ...(ContentLength === undefined ? {} : { size: ContentLength }), ...digestOf(head) };
}

// Of the whole object; that of an upload in parts is made of theirs, and says so with a dash.
function digestOf({ ChecksumSHA256 }: Pick<HeadObjectCommandOutput, 'ChecksumSHA256'>): { readonly sha256?: string } {
  if (ChecksumSHA256 === undefined || ChecksumSHA256.includes('-')) return {};
  return { sha256: Buffer.from(ChecksumSHA256, 'base64').toString('hex') };
}

function placeOf(url: string): S3Place {
  const place = parseS3Url(url);
  if (place !== undefined) return place;
  throw new InvalidArgumentError(`${JSON.stringify(url)} names nothing in S3. The form is s3://<bucket>/<key>.`);
}

function isFolder({ key }: S3Place): boolean {
  return key === '' || key.endsWith('/');
}

function objectAt({ bucket, key, options: { versionId } }: S3Place) {
  return { Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) };
}

async function headOf({ sdk, client }: S3Connection, place: S3Place): Promise<HeadObjectCommandOutput> {
  const { etag } = place.options;
  const condition = etag === undefined ? {} : { IfMatch: etag };
  return await client.send(new sdk.HeadObjectCommand({ ...objectAt(place), ...condition, ChecksumMode: 'ENABLED' }));
}

async function namesBelow({ sdk, client }: S3Connection, { bucket: Bucket, key: Prefix }: S3Place): Promise<string[]> {
  const names: string[] = [];
  for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: '/' })) {
    const below = [...(page.CommonPrefixes ?? []).map((one) => one.Prefix), ...(page.Contents ?? []).map((one) => one.Key)];
    names.push(...below.map((key) => (key ?? '').slice(Prefix.length).replace(/\/$/, '')).filter((name) => name !== ''));
  }
  return names.sort();
}

async function guardedInput<T>({ url, missing }: { url: string; missing: Missing }, work: () => Promise<T>): Promise<T> {
  return await guardedS3(`Reading ${url}`, undefined, async () => {
    try {
      return await work();
    } catch (error) {
      if (isNoObject(error)) throw missing(error);
      throw statusOf(error) === PRECONDITION_FAILED ? new InputChangedError(url, { cause: error }) : error;
    }
  });
}
