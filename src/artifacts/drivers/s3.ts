import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { BodyNotFoundError, ConfigurationError, InvalidArgumentError, checkKey, isKey } from '../../core/index.js';
import type { ArtifactStore, AskOptions, BodySource, ByteRange, PresignOptions, PutOptions, StoredBody } from '../artifact-store.js';
import { checkDigest } from '../check-digest.js';
import { holdBody } from '../held-body.js';
import type { HeldBody } from '../held-body.js';
import { connectS3 } from '../s3/s3-connection.js';
import type { S3Connection } from '../s3/s3-connection.js';
import { guardedS3, isNoObject, statusOf } from '../s3/s3-errors.js';
import { formatS3Url, parseS3Url } from '../s3/s3-place.js';
import type { S3Place } from '../s3/s3-place.js';
import { presignObject } from '../s3/s3-presign.js';
import { readObject } from '../s3/s3-read.js';
import { PART_BYTES, abortable, uploadParts, uploadWhole } from '../s3/s3-upload.js';

const BODY_KEY = /^([^/]+)\/([0-9a-f]{2})\/(\2[0-9a-f]{62})$/;
// Beside a body that was counted on again: objects have no time that can be renewed without writing them anew.
const RENEWED = '.renewed';
// Beside a body that is being deleted, for as long as that takes.
const LEAVING = '.leaving';
const LEAVING_MILLIS = 10_000;
// S3 counts time in seconds.
const CLOCK_MILLIS = 1000;
const THERE_ALREADY = new Set([409, 412]);

/**
 * Bodies in a bucket, each under its digest: `<prefix>/<project>/<first two hex digits>/<sha256>`. S3 compares what arrives with its digest or checksums, and
 * nothing is ever overwritten (`If-None-Match`). Bodies over 8 MiB go in parts; none of them stays when the upload fails or is given up.
 *
 * A body's name is its digest, so a stream is held until its end, over 8 MiB in the system's temporary folder.
 *
 * @throws {ConfigurationError} for a URL that names no bucket.
 */
export function openS3Store(url: string): ArtifactStore {
  const place = parseS3Url(url);
  if (place === undefined || place.options.versionId !== undefined || place.options.etag !== undefined)
    throw new ConfigurationError(
      `${JSON.stringify(url)} names no place in S3. The form is s3://<bucket>/<prefix>, and after a ? maybe endpoint=<URL>, region=<name>, pathStyle=<true or false>, joined by &.`,
    );
  return new S3Store({ ...place, key: place.key.replace(/\/+$/, '') });
}

class S3Store implements ArtifactStore {
  readonly url: string;
  readonly #place: S3Place;
  #connection: Promise<S3Connection> | undefined;

  constructor(place: S3Place) {
    this.url = formatS3Url(place);
    this.#place = place;
  }

  owns(target: string): boolean {
    return this.#keyOf(target) !== undefined;
  }

  targetOf(project: string, sha256: string): string {
    return formatS3Url({ ...this.#place, key: this.#bodyKey(project, sha256) });
  }

  async put(project: string, body: BodySource, options: PutOptions = {}): Promise<StoredBody> {
    checkKey(project, 'Project');
    const held = await holdBody(body, { ...options, folder: tmpdir() });
    try {
      const { sha256, size } = held;
      const { signal } = options;
      await guardedS3(this.#doing('Writing to'), signal, () => this.#store(this.#bodyKey(project, sha256), held, signal));
      return { target: this.targetOf(project, sha256), size, sha256 };
    } finally {
      await held.release();
    }
  }

  async find(
    project: string,
    { sha256, size }: { readonly sha256: string; readonly size: number },
    { signal }: AskOptions = {},
  ): Promise<StoredBody | undefined> {
    const key = this.#bodyKey(checkKey(project, 'Project'), checkDigest(sha256));
    const isThere = await guardedS3(this.#doing('Writing to'), signal, () => this.#renew(key, size, signal));
    return isThere ? { target: this.targetOf(project, sha256), size, sha256 } : undefined;
  }

  async *read(target: string, range: ByteRange = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const at = this.#at(this.#ownKeyOf(target));
    try {
      yield* readObject(await this.#connect(), { at, doing: this.#doing('Reading from') }, range);
    } catch (error) {
      if (isNoObject(error)) throw new BodyNotFoundError(target, { cause: error });
      await guardedS3(this.#doing('Reading from'), undefined, () => Promise.reject(error));
    }
  }

  async stat(target: string, { signal }: AskOptions = {}): Promise<{ readonly size: number; readonly modified: Date } | undefined> {
    const key = this.#ownKeyOf(target);
    return await guardedS3(this.#doing('Reading from'), signal, async () => {
      const [body, renewed] = await Promise.all([key, key + RENEWED].map((one) => this.#head(one, signal)));
      if (body === undefined) return undefined;
      return { size: body.size, modified: new Date(Math.max(body.modified.getTime(), renewed?.modified.getTime() ?? 0)) };
    });
  }

  async delete(target: string): Promise<void> {
    const key = this.#ownKeyOf(target);
    await guardedS3(this.#doing('Deleting from'), undefined, async () => {
      const { sdk, client } = await this.#connect();
      await Promise.all([key, key + RENEWED].map((one) => client.send(new sdk.DeleteObjectCommand(this.#at(one)))));
    });
  }

  // S3 deletes on no condition of age. So it is announced before the last look at the age: who renews the body before that is seen, who does later sees this.
  async deleteUnused(target: string, since: Date): Promise<boolean> {
    const leaving = this.#ownKeyOf(target) + LEAVING;
    const isOld = async () => {
      const found = await this.stat(target);
      return found !== undefined && found.modified.getTime() + CLOCK_MILLIS <= since.getTime();
    };
    if (!(await isOld())) return false;
    return await guardedS3(this.#doing('Deleting from'), undefined, async () => {
      const { sdk, client } = await this.#connect();
      await client.send(new sdk.PutObjectCommand({ ...this.#at(leaving), Body: '' }));
      const goes = await isOld();
      if (goes) await this.delete(target);
      await client.send(new sdk.DeleteObjectCommand(this.#at(leaving)));
      return goes;
    });
  }

  async projects(): Promise<readonly string[]> {
    const { bucket: Bucket, key } = this.#place;
    const Prefix = key === '' ? '' : `${key}/`;
    const found: string[] = [];
    for (let token: string | undefined, isMore = true; isMore;) {
      const page = await guardedS3(this.#doing('Listing'), undefined, async () => {
        const { sdk, client } = await this.#connect();
        return await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, Delimiter: '/', ContinuationToken: token }));
      });
      for (const common of page.CommonPrefixes ?? []) found.push(common.Prefix?.slice(Prefix.length, -1) ?? '');
      token = page.NextContinuationToken;
      isMore = token !== undefined;
    }
    return found.filter(isKey).sort();
  }

  async *list(project: string): AsyncGenerator<string, void, undefined> {
    const { bucket: Bucket, key } = this.#place;
    const start = key === '' ? '' : `${key}/`;
    const Prefix = `${start}${checkKey(project, 'Project')}/`;
    for (let token: string | undefined, isMore = true; isMore;) {
      const page = await guardedS3(this.#doing('Listing'), undefined, async () => {
        const { sdk, client } = await this.#connect();
        return await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: token }));
      });
      for (const { Key } of page.Contents ?? [])
        if (Key !== undefined && BODY_KEY.test(Key.slice(start.length))) yield formatS3Url({ ...this.#place, key: Key });
      token = page.NextContinuationToken;
      isMore = token !== undefined;
    }
  }

  async presign(target: string, options: PresignOptions): Promise<string> {
    const at = this.#at(this.#ownKeyOf(target));
    return await guardedS3(this.#doing('Making a link to'), undefined, async () => presignObject(await this.#connect(), at, options));
  }

  async #store(key: string, held: HeldBody, signal: AbortSignal | undefined): Promise<void> {
    const connection = await this.#connect();
    const send = held.size > PART_BYTES ? uploadParts : uploadWhole;
    const upload = { at: this.#at(key), held, ...(signal === undefined ? {} : { signal }) };
    // A small body is sent rather than asked for: S3 says as well then that it is there.
    if (held.size > PART_BYTES && (await this.#renew(key, held.size, signal))) return;
    try {
      await send(connection, { ...upload, isNew: true });
    } catch (error) {
      // Whatever an answer got lost of, or somebody else has just stored, is there.
      if (signal?.aborted === true || !THERE_ALREADY.has(statusOf(error) ?? 0)) throw error;
      if (await this.#renew(key, held.size, signal)) return;
      // What is there has another size, so it is not what its name says.
      await send(connection, { ...upload, isNew: false });
    }
  }

  /** Whether the body is there; if so, whoever removes old bodies that no record knows spares it. */
  async #renew(key: string, size: number, signal: AbortSignal | undefined): Promise<boolean> {
    if ((await this.#head(key, signal))?.size !== size) return false;
    const { sdk, client } = await this.#connect();
    await client.send(new sdk.PutObjectCommand({ ...this.#at(key + RENEWED), Body: '' }), abortable(signal));
    await this.#untilGone(key + LEAVING, signal);
    // Again: who looked at its age before that may have removed it meanwhile.
    return (await this.#head(key, signal))?.size === size;
  }

  /** Waits for whoever is deleting the body; one that was killed meanwhile is not waited for. */
  async #untilGone(leaving: string, signal: AbortSignal | undefined): Promise<void> {
    const giveUp = Date.now() + LEAVING_MILLIS;
    while (Date.now() < giveUp && (await this.#head(leaving, signal)) !== undefined) await sleep(50);
  }

  async #head(key: string, signal: AbortSignal | undefined): Promise<{ readonly size: number; readonly modified: Date } | undefined> {
    const { sdk, client } = await this.#connect();
    try {
      const { ContentLength, LastModified } = await client.send(new sdk.HeadObjectCommand(this.#at(key)), abortable(signal));
      return { size: ContentLength ?? 0, modified: LastModified ?? new Date(0) };
    } catch (error) {
      if (isNoObject(error)) return undefined;
      throw error;
    }
  }

  #connect(): Promise<S3Connection> {
    this.#connection ??= connectS3(this.#place.options);
    return this.#connection;
  }

  #at(Key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#place.bucket, Key };
  }

  #doing(what: string): string {
    return `${what} the artifact store at ${this.url} (set by TIDEMARK_ARTIFACTS)`;
  }

  #bodyKey(project: string, sha256: string): string {
    return [this.#place.key, project, sha256.slice(0, 2), sha256].filter((part) => part !== '').join('/');
  }

  #ownKeyOf(target: string): string {
    const key = this.#keyOf(target);
    if (key === undefined)
      throw new InvalidArgumentError(`${target} is not in the artifact store at ${this.url}. Open the store that it was put into.`);
    return key;
  }

  // Whatever its options: a bucket may have moved to another endpoint.
  #keyOf(target: string): string | undefined {
    const { bucket, key } = parseS3Url(target) ?? {};
    const start = this.#place.key === '' ? '' : `${this.#place.key}/`;
    if (bucket !== this.#place.bucket || key?.startsWith(start) !== true) return undefined;
    return BODY_KEY.test(key.slice(start.length)) ? key : undefined;
  }
}
