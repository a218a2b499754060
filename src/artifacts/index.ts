/**
 * Where artifact bodies live, and how inputs are read: stored bodies, local files and URLs. Holds bytes; names and versions are the tracking store's.
 * @module
 */
export type { ArtifactStore, BodySource, ByteRange, StoredBody } from './artifact-store.js';
export { bodySource, fileBody } from './body-source.js';
export { openFileStore } from './drivers/file.js';
export { openMemoryStore } from './drivers/memory.js';
export { digestFile } from './files/digest-file.js';
export { writeToPath } from './files/write-to-path.js';
export { mediaTypeOf } from './media-type.js';
export { openArtifactStore } from './open-store.js';
