import type { StoredBody } from '../../src/artifacts/index.js';
import type { ArtifactRecord, Kind } from '../../src/core/index.js';
import { formatArtifactUri } from '../../src/core/index.js';

/** The record of a stored body, as a published artifact has it. */
export function makeRecord(body: StoredBody, { kind = 'artifact' as Kind, fileName = 'model.txt' } = {}): ArtifactRecord {
  const uid = 'a1'.repeat(16);
  return {
    uri: formatArtifactUri({ kind, project: 'demo', dbKey: 'train_model', uid }),
    uid,
    kind,
    key: 'model',
    dbKey: 'train_model',
    version: 1,
    project: 'demo',
    tree: 'b2'.repeat(16),
    iteration: 0,
    runUid: 'b2'.repeat(16),
    attempt: 1,
    tags: ['latest'],
    created: '2025-01-01T00:00:00.000Z',
    mediaType: 'text/plain',
    size: body.size,
    sha256: body.sha256,
    target: body.target,
    labels: {},
    spec: { fileName },
    status: { state: 'published' },
  };
}
