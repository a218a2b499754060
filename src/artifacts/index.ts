/**
 * Where artifact bodies live, and how inputs are read: stored bodies, local files and URLs. Holds bytes; names and versions are the tracking store's.
 * @module
 */
// Store bodies
export type { ArtifactStore, BodySource, ByteRange, StoredBody } from './artifact-store.js';
export { openFileStore } from './drivers/file.js';
export { openMemoryStore } from './drivers/memory.js';
export { openArtifactStore } from './open-store.js';
export { SpooledStore, canBeAway, noteWaiting } from './spool/spooled-store.js';
// Make bodies, and know them
export { bodySource } from './body-source.js';
export { fileBody } from './file-body.js';
export { digestFile } from './files/digest-file.js';
export { mediaTypeOf } from './media-type.js';
export { writeToPath } from './files/write-to-path.js';
// Directories
export { bodiesOf } from './directories/bodies-of.js';
export { folderFiles } from './directories/folder-files.js';
export { DIRECTORY_MEDIA_TYPE } from './directories/manifest.js';
export { putDirectory } from './directories/put-directory.js';
export { readManifest } from './directories/read-manifest.js';
export type { FileToPut } from './directories/put-directory.js';
export { directoryFiles } from './directories/read-manifest.js';
// Read inputs
export { createDataItem } from './data-item.js';
export type { DataItemOptions, ReadDigest } from './data-item.js';
export type { BodyParts, TableSource } from './table-source.js';
export { pinInput } from './pin-input.js';
export type { PinInputOptions } from './pin-input.js';
