import { stat } from 'node:fs/promises';
import { InputNotFoundError, KindMismatchError, isStoreUri, parseArtifactUri } from '../core/index.js';
import type { ArtifactRecord, Kind, ParsedUri } from '../core/index.js';
import type { PinnedInput } from '../tracking/index.js';
import { digestFile } from './files/digest-file.js';
import { isMissing } from './files/file-errors.js';
import { isHttp, localPathOf } from './input-uri.js';
import { probeUrl } from './origins/http-origin.js';
import { pinS3 } from './origins/s3-origin.js';
import { isS3 } from './s3/s3-place.js';

const DIGEST_LIMIT_BYTES = 64 * 1024 * 1024;

/** What an input is pinned with. */
export interface PinInputOptions {
  readonly key: string;
  /** A store URI, a local path, or a `file:`, `http(s):` or `s3:` URL. */
  readonly uri: string;
  /** The declared kind. Only store URIs have one to compare; `artifact` takes charts as well. */
  readonly expected?: Kind;
  readonly findArtifact: (uri: ParsedUri) => Promise<ArtifactRecord | undefined>;
}

/**
 * Follows an input to what it means now: a store URI to the very version, a local path to an absolute one (with the digest of a file of up to 64 MiB), a URL to
 * itself once its server has answered, an object in S3 to its version, or to its ETag in a bucket without versions.
 *
 * @throws {InputNotFoundError} when there is nothing. @throws {KindMismatchError} @throws {InvalidUriError}
 * @throws {InvalidArgumentError} for a scheme that cannot be read. @throws {ArtifactStoreError} retryable: the server is away.
 */
export async function pinInput(options: PinInputOptions): Promise<PinnedInput> {
  const { key, uri } = options;
  if (isStoreUri(uri)) return await pinArtifact(options);
  const missing = (cause?: unknown) => new InputNotFoundError(key, uri, { cause });
  if (isS3(uri)) return await pinS3(uri, missing);
  if (!isHttp(uri)) return await pinFile(key, uri);
  const { size } = await probeUrl(uri, missing);
  return { uri, ...(size === undefined ? {} : { size }) };
}

async function pinArtifact({ key, uri, expected, findArtifact }: PinInputOptions): Promise<PinnedInput> {
  const record = await findArtifact(parseArtifactUri(uri));
  if (record === undefined) throw new InputNotFoundError(key, uri);
  if (!isOfKind(record.kind, expected))
    throw new KindMismatchError(`Input ${JSON.stringify(key)} (${uri})`, expected ?? record.kind, record.kind);
  // What was registered by its URL alone has no digest.
  const known = record.sha256 === '' ? {} : { sha256: record.sha256, size: record.size };
  return { uri: record.uri, artifactUid: record.uid, ...known };
}

async function pinFile(key: string, uri: string): Promise<PinnedInput> {
  const path = localPathOf(key, uri);
  try {
    const found = await stat(path);
    if (!found.isFile()) return { uri: path };
    if (found.size > DIGEST_LIMIT_BYTES) return { uri: path, size: found.size };
    return { uri: path, ...(await digestFile(path)) };
  } catch (error) {
    throw isMissing(error) ? new InputNotFoundError(key, uri, { cause: error }) : error;
  }
}

// A chart is stored as a file like any other, so it may stand where any file may.
function isOfKind(kind: Kind, expected: Kind | undefined): boolean {
  return expected === undefined || kind === expected || (expected === 'artifact' && kind === 'chart');
}
