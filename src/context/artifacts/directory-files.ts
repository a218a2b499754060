import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { bodySource, fileBody, folderFiles } from '../../artifacts/index.js';
import type { FileToPut } from '../../artifacts/index.js';
import { InvalidArgumentError, LocalFileNotFoundError } from '../../core/index.js';
import type { FileContent } from '../../sdk/index.js';
import { checkObject, kindOf } from '../check-arguments.js';
import { isContent } from './artifact-body.js';

/** Refuses what are no files. `what` names the option, e.g. `files of artifact "a"`. */
export function checkFiles(what: string, files: Readonly<Record<string, FileContent>>): void {
  for (const [path, content] of Object.entries(checkObject(what, files))) {
    if (isContent(content) || typeof localPathIn(content) === 'string') continue;
    throw new InvalidArgumentError(
      `${what}: ${JSON.stringify(path)} must be text, bytes, a stream of bytes or { localPath }, got ${kindOf(content)}.`,
    );
  }
}

/** A copy whose bytes the caller may change afterwards. */
export function copyOfFiles(files: Readonly<Record<string, FileContent>>): Readonly<Record<string, FileContent>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, content instanceof Uint8Array ? new Uint8Array(content) : content]),
  );
}

/** The files as a store takes them. @throws {LocalFileNotFoundError} naming the first that is not there. */
export async function filesToPut(key: string, files: Readonly<Record<string, FileContent>>): Promise<FileToPut[]> {
  const toPut: FileToPut[] = [];
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'object' && 'localPath' in content)
      toPut.push({ path, body: fileBody(await localFile(key, content.localPath), key) });
    else toPut.push({ path, body: bodySource(content) });
  }
  return toPut;
}

/** The files of a local folder as a store takes them. @throws {InvalidDirectoryError} */
export async function folderToPut(key: string, folder: string): Promise<FileToPut[]> {
  return (await folderFiles(key, folder)).map(({ path, file }) => ({ path, body: fileBody(file, key) }));
}

/** True for the path of a folder; false for any other, and for one that leads to nothing. */
export async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function localFile(key: string, path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new LocalFileNotFoundError(key, resolve(path), { cause: error });
  });
  if (!found.isFile()) throw new InvalidArgumentError(`Artifact ${JSON.stringify(key)}: ${resolve(path)} is not a file.`);
  return resolve(path);
}

function localPathIn(content: unknown): unknown {
  return typeof content === 'object' && content !== null && 'localPath' in content ? content.localPath : undefined;
}
