import { stat } from 'node:fs/promises';
import { basename, posix } from 'node:path';
import { BodyNotFoundError, InvalidArgumentError, present } from '../../core/index.js';
import type { ArtifactRecord } from '../../core/index.js';
import type { ArtifactStore } from '../artifact-store.js';
import { folderFiles } from '../directories/folder-files.js';
import { DIRECTORY_MEDIA_TYPE } from '../directories/manifest.js';
import type { DirectoryEntry } from '../directories/manifest.js';
import { readManifest } from '../directories/read-manifest.js';
import { mediaTypeOf } from '../media-type.js';
import { fileOrigin } from './file-origin.js';
import type { Directory, Missing, Origin } from './origin.js';
import { originOf, recordOrigin } from './stored-origin.js';

/**
 * A directory that a run logged. A model's is read as its model file, unless `asTree`; its other files are there all the same.
 *
 * @throws what `readManifest` throws.
 */
export async function directoryOrigin(
  record: ArtifactRecord,
  store: ArtifactStore,
  { fileName, asTree }: { readonly fileName: string; readonly asTree: boolean },
): Promise<Origin> {
  const entries = await readManifest(record, store);
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const directory: Directory = {
    files: entries,
    file(path) {
      const entry = byPath.get(path);
      return entry === undefined ? undefined : entryOrigin(entry, record, store);
    },
  };
  const { modelFile } = record.spec;
  const body = asTree || modelFile === undefined ? undefined : directory.file(modelFile);
  const list = async (): Promise<string[]> => entries.map(({ path }) => path);
  if (body !== undefined) return { ...body, record, directory: async () => directory, list };
  return {
    fileName,
    record,
    sha256: record.sha256,
    isTree: true,
    mediaType: () => DIRECTORY_MEDIA_TYPE,
    read: () => noBody(record.uri, entries),
    presign: () => Promise.reject(hasNoBody(record.uri, entries)),
    async stat() {
      const { modified } = await recordOrigin(record, store, fileName).stat();
      return { size: sizeOf(entries), modified, mediaType: DIRECTORY_MEDIA_TYPE };
    },
    list,
    directory: async () => directory,
  };
}

/** A local file or folder. */
export async function localOrigin(path: string, missing: Missing): Promise<Origin> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    // Who reads it is told.
    () => false,
  );
  return isFolder ? folderOrigin(path, missing) : fileOrigin(path, missing);
}

// Its files are looked for when they are asked for.
function folderOrigin(path: string, missing: Missing): Origin {
  const fileName = basename(path);
  const files = () => folderFiles(fileName, path);
  const origin = fileOrigin(path, missing);
  return {
    ...origin,
    isTree: true,
    stat: async () => ({ ...(await origin.stat()), size: sizeOf(await files()) }),
    list: async () => (await files()).map((file) => file.path),
    async directory() {
      const found = await files();
      const byPath = new Map(found.map((file) => [file.path, file.file]));
      return {
        files: found,
        file(inside) {
          const file = byPath.get(inside);
          return file === undefined ? undefined : fileOrigin(file, missing);
        },
      };
    },
  };
}

function entryOrigin(entry: DirectoryEntry, record: ArtifactRecord, store: ArtifactStore): Origin {
  const fileName = posix.basename(entry.path);
  const body = originOf(entry.target, store, (cause) => new BodyNotFoundError(entry.target, cause === undefined ? {} : { cause }));
  const mediaType = mediaTypeOf(fileName);
  return {
    fileName,
    sha256: entry.sha256,
    size: entry.size,
    readAs: { sha256: record.sha256, size: record.size },
    ...(body.path === undefined ? {} : { path: body.path, isUsersFile: body.isUsersFile === true }),
    ...present({ presign: body.presign }),
    mediaType: () => mediaType,
    read: (range) => body.read(range),
    stat: async () => ({ ...(await body.stat()), mediaType }),
    list: async () => [fileName],
  };
}

// oxlint-disable-next-line require-yield -- reading says so at the first chunk, as every other fault
async function* noBody(uri: string, entries: readonly DirectoryEntry[]): AsyncGenerator<never, void, undefined> {
  throw hasNoBody(uri, entries);
}

function hasNoBody(uri: string, entries: readonly DirectoryEntry[]): InvalidArgumentError {
  const [first] = entries;
  const example = first === undefined ? 'It has none' : `Read one with file(${JSON.stringify(first.path)})`;
  return new InvalidArgumentError(
    `${uri} is a directory, which has no body of its own but ${entries.length} files. ${example}; list() names them, local() and download() write all of them.`,
  );
}

function sizeOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
