import { fileURLToPath } from 'node:url';
import { BodyNotFoundError, present } from '../../core/index.js';
import type { ArtifactRecord } from '../../core/index.js';
import type { ArtifactStore, PresignOptions } from '../artifact-store.js';
import { mediaTypeOf } from '../media-type.js';
import { fileOrigin } from './file-origin.js';
import { httpOrigin } from './http-origin.js';
import { isS3 } from '../s3/s3-place.js';
import { s3Origin } from './s3-origin.js';
import type { Missing, Origin } from './origin.js';

/** A body that a run logged, wherever its record says that it lies. */
export function recordOrigin(record: ArtifactRecord, store: ArtifactStore, fileName: string): Origin {
  const missing: Missing = (cause) => new BodyNotFoundError(record.target, cause === undefined ? {} : { cause });
  const body = originOf(record.target, store, missing);
  return {
    fileName,
    record,
    // What was registered by its URL alone has no digest.
    ...(record.sha256 === '' ? {} : { sha256: record.sha256, size: record.size }),
    ...(body.path === undefined ? {} : { path: body.path, isUsersFile: body.isUsersFile === true }),
    mediaType: () => record.mediaType,
    read: (range) => body.read(range),
    stat: async () => ({ ...(await body.stat()), mediaType: record.mediaType }),
    list: async () => [fileName],
    ...present({ presign: body.presign }),
  };
}

/** A body in the store, named by its target. */
export function storeOrigin(target: string, store: ArtifactStore, fileName: string): Origin {
  const link = store.presign?.bind(store);
  return {
    fileName,
    ...(target.startsWith('file:') ? { path: fileURLToPath(target) } : {}),
    mediaType: () => mediaTypeOf(fileName),
    read: (range) => store.read(target, range),
    async stat() {
      const found = await store.stat(target);
      if (found === undefined) throw new BodyNotFoundError(target);
      return { ...found, mediaType: mediaTypeOf(fileName) };
    },
    list: async () => [fileName],
    ...present({ presign: link && ((options: PresignOptions) => link(target, options)) }),
  };
}

/** What lies at a target: in the store, behind a URL, or a local file. */
export function originOf(target: string, store: ArtifactStore, missing: Missing): Origin {
  if (store.owns(target)) return storeOrigin(target, store, '');
  if (/^https?:/i.test(target)) return httpOrigin(target, missing);
  if (isS3(target)) return s3Origin(target, missing);
  if (target.startsWith('file:')) return fileOrigin(fileURLToPath(target), missing);
  throw missing();
}
