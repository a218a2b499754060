import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bodySource, digestFile, fileBody, mediaTypeOf, openArtifactStore, putDirectory, writeToPath } from '../../artifacts/index.js';
import type { ArtifactStore, StoredBody } from '../../artifacts/index.js';
import { InvalidArgumentError, LocalFileNotFoundError, checkKey, present } from '../../core/index.js';
import type { ArtifactSpec, ArtifactStatus } from '../../core/index.js';
import type { ArtifactOptions } from '../../sdk/index.js';
import type { DirectoryBody } from './log-call.js';

/** The uid of the artifact that an attempt logs with its `seq`-th event: the same call gives the same uid. */
export function artifactUid(runUid: string, attempt: number, seq: number): string {
  return createHash('sha256').update(`${runUid}/${attempt}/${seq}`).digest('hex').slice(0, 32);
}

/** File name and media type of `logArtifact`'s options. */
export function nameAndType(key: string, options: ArtifactOptions): { fileName: string; mediaType: string; viewer?: string } {
  const path = options.localPath ?? (options.body === undefined ? options.targetPath : undefined);
  const suffix = options.format === undefined ? '' : `.${options.format.replace(/^\./, '')}`;
  const fileName = path === undefined ? `${key}${suffix}` : basename(path);
  const mediaType = options.mediaType ?? mediaTypeOf(suffix === '' ? fileName : `x${suffix}`);
  const isText = typeof options.body === 'string' && mediaType === 'application/octet-stream';
  return {
    fileName,
    mediaType: isText ? 'text/plain' : mediaType,
    ...(mediaType === 'text/html' ? { viewer: 'web-app' } : {}),
  };
}

/** Refuses combinations that say nothing, or two things at once. */
export function checkBodyOptions(key: string, options: ArtifactOptions): void {
  const { body, files, localPath, targetPath } = options;
  if (body === undefined && files === undefined && localPath === undefined && targetPath === undefined) {
    throw new InvalidArgumentError(
      `Artifact ${JSON.stringify(key)} has nothing to log. Give a body, files, a localPath (a file or folder to log) or a targetPath (registered where it lies).`,
    );
  }
  if (files !== undefined && [body, localPath, targetPath].some((other) => other !== undefined))
    throw new InvalidArgumentError(`Artifact ${JSON.stringify(key)} is its files, so it has no body, localPath or targetPath beside them.`);
  checkBody(key, options);
  if (targetPath !== undefined && !isAbsolute(targetPath) && !isUrl(targetPath)) {
    throw new InvalidArgumentError(
      `targetPath of artifact ${JSON.stringify(key)} is ${JSON.stringify(targetPath)}; it must be an absolute path or a URL.`,
    );
  }
}

/** A body, where there is one, and the name that it is given. */
function checkBody(key: string, { body, localPath }: ArtifactOptions): void {
  if (body === undefined) return;
  if (!isContent(body)) {
    throw new InvalidArgumentError(
      `The body of artifact ${JSON.stringify(key)} must be text, bytes or an async iterable of bytes. For a value use JSON.stringify; for rows, logDataset.`,
    );
  }
  if (localPath !== undefined) checkFileName(`With a body, localPath of artifact ${JSON.stringify(key)}`, localPath);
}

/** A file's own name, without folders. @throws {InvalidArgumentError} */
export function checkFileName(what: string, name: string): string {
  // oxlint-disable-next-line no-control-regex
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f]/.test(name)) return name;
  throw new InvalidArgumentError(
    `${what} is ${JSON.stringify(name)}; it must be a file name alone, such as "model.txt", without folders or control characters.`,
  );
}

/** What is stored, and where. */
interface BodyToStore<B> {
  readonly key: string;
  readonly project: string;
  readonly options: B;
  readonly store: ArtifactStore;
  /** Gives the body up when it aborts. */
  readonly signal?: AbortSignal;
}

/** A body that is stored, and what only then was known of it. */
export interface StoredArtifact extends StoredBody {
  readonly spec?: Pick<ArtifactSpec, 'directory'>;
  readonly status?: Pick<ArtifactStatus, 'bodies'>;
}

/** True for text, bytes and streams. */
export function isContent(body: unknown): boolean {
  return (
    typeof body === 'string' || body instanceof Uint8Array || (typeof body === 'object' && body !== null && Symbol.asyncIterator in body)
  );
}

/** Puts the body, or each file of a directory, where the options say. All of it is on disk, whole, when this resolves. */
export async function storeArtifactBody(input: BodyToStore<ArtifactOptions | DirectoryBody>): Promise<StoredArtifact> {
  const { options } = input;
  return 'directory' in options ? await storeDirectory({ ...input, options }) : await storeOne({ ...input, options });
}

async function storeDirectory({ key, project, options, store, signal }: BodyToStore<DirectoryBody>): Promise<StoredArtifact> {
  const { files, size, sha256, target, stored, reused } = await putDirectory(options.directory, {
    key,
    project,
    store: await storeFor(store, options.artifactPath),
    ...present({ upload: options.upload, signal }),
  });
  return { size, sha256, target, spec: { directory: { files: files.length, size } }, status: { bodies: { stored, reused } } };
}

async function storeOne(input: BodyToStore<ArtifactOptions>): Promise<StoredBody> {
  const { key, options, project } = input;
  const stop = present({ signal: input.signal });
  const { body, localPath, targetPath } = options;
  const isRemote = targetPath !== undefined && isUrl(targetPath) && !targetPath.startsWith('file:');
  if (targetPath !== undefined && body !== undefined) {
    if (isRemote)
      throw new InvalidArgumentError(`A body cannot be written to ${targetPath}. Give an absolute path, or leave targetPath out.`);
    return writeToPath(targetPath, bodySource(body), stop);
  }
  // Nobody here can vouch for what lies behind a URL: it is registered as it is, without a digest.
  if (isRemote) return { target: targetPath, size: 0, sha256: '' };
  const path = localPathOf(targetPath) ?? (body === undefined ? localPath : undefined);
  const registerOnly = targetPath !== undefined || options.upload === false;
  if (path !== undefined) await checkFile(key, path);
  if (path !== undefined && registerOnly) return { ...(await digestFile(path)), target: pathToFileURL(resolve(path)).href };
  const store = await storeFor(input.store, options.artifactPath);
  return store.put(project, path === undefined ? bodySource(body ?? '') : fileBody(path, key), stop);
}

async function checkFile(key: string, path: string): Promise<void> {
  const file = await stat(path).catch((error: unknown) => {
    throw new LocalFileNotFoundError(key, resolve(path), { cause: error });
  });
  if (!file.isFile())
    throw new InvalidArgumentError(
      `Artifact ${JSON.stringify(key)}: ${resolve(path)} is no file and no folder, so it has nothing to store.`,
    );
}

async function storeFor(store: ArtifactStore, artifactPath: string | undefined): Promise<ArtifactStore> {
  if (artifactPath === undefined) return store;
  if (!artifactPath.startsWith('+/')) return openArtifactStore(artifactPath);
  if (!store.url.startsWith('file:'))
    throw new InvalidArgumentError(`artifactPath ${artifactPath} is under the default place, which is ${store.url} and has no folders.`);
  const parts = artifactPath
    .slice(2)
    .split('/')
    .map((part) => checkKey(part, 'Part of artifactPath'));
  return openArtifactStore(`file:${join(store.url.slice('file:'.length), ...parts)}`);
}

/** The path that a path or `file:` URL means; another URL stays what it is. */
export function localPathOf(pathOrUrl: string | undefined): string | undefined {
  return pathOrUrl?.startsWith('file:') === true ? fileURLToPath(pathOrUrl) : pathOrUrl;
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}
