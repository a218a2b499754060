import type { ArtifactRecord } from '../api/shapes.js';
import type { IconName } from '../design/icon.js';

/** The picture of what an artifact is. */
export function kindIcon({ kind, mediaType, spec }: Pick<ArtifactRecord, 'kind' | 'mediaType' | 'spec'>): IconName {
  if (kind === 'dataset' || kind === 'model' || kind === 'chart') return kind;
  if (spec.directory !== undefined) return 'folder';
  return mediaType.startsWith('image/') ? 'image' : 'file';
}
