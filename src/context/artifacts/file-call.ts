import { basename, resolve } from 'node:path';
import { DIRECTORY_MEDIA_TYPE } from '../../artifacts/index.js';
import type { FileToPut } from '../../artifacts/index.js';
import { InvalidArgumentError, present } from '../../core/index.js';
import type { ArtifactOptions } from '../../sdk/index.js';
import { checkBodyOptions, localPathOf, nameAndType } from './artifact-body.js';
import { checkArtifact } from './check-artifact.js';
import { checkFiles, copyOfFiles, filesToPut, folderToPut, isFolder } from './directory-files.js';
import type { LogCall, Prepared } from './log-call.js';

/** A body, a local file or folder, several files, or what is registered where it lies. */
export function fileCall(key: string, options: ArtifactOptions): LogCall {
  checkArtifact(key, options);
  checkBodyOptions(key, options);
  if (options.mediaType?.toLowerCase() === DIRECTORY_MEDIA_TYPE)
    throw new InvalidArgumentError(
      `The media type of artifact ${JSON.stringify(key)} is that of Tidemark's own directories. Log one with localPath (a folder) or files.`,
    );
  return { kind: 'artifact', key, options, prepare: preparing(key, options) };
}

function preparing(key: string, options: ArtifactOptions): () => Promise<Prepared> {
  if (options.files !== undefined) {
    checkFiles(`files of artifact ${JSON.stringify(key)}`, options.files);
    const files = copyOfFiles(options.files);
    return async () => directory(key, options, await filesToPut(key, files));
  }
  // A copy: what the caller does to its array after this call does not change what is stored. For what is too large to copy there are streams and files.
  const body = options.body instanceof Uint8Array ? { ...options, body: new Uint8Array(options.body) } : options;
  const path = options.body === undefined ? localPathOf(options.targetPath ?? options.localPath) : undefined;
  return async () => {
    if (path !== undefined && (await isFolder(path))) {
      const upload = options.targetPath === undefined && options.upload !== false;
      return directory(key, { ...options, localPath: path, upload }, await folderToPut(key, path));
    }
    const { fileName, mediaType, viewer } = nameAndType(key, options);
    return { mediaType, spec: { fileName, ...present({ viewer, format: options.format }) }, body };
  };
}

function directory(key: string, { localPath, artifactPath, upload, mediaType, format }: ArtifactOptions, files: FileToPut[]): Prepared {
  if (mediaType !== undefined || format !== undefined)
    throw new InvalidArgumentError(
      `Artifact ${JSON.stringify(key)} is a directory, which has no mediaType or format of its own. Leave them out.`,
    );
  return {
    mediaType: DIRECTORY_MEDIA_TYPE,
    spec: { fileName: localPath === undefined ? key : basename(resolve(localPath)) || key },
    body: { directory: files, ...present({ artifactPath, upload }) },
  };
}
