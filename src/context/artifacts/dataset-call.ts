import { present } from '../../core/index.js';
import { prepareDataset } from '../../datasets/index.js';
import type { DatasetOptions, TableLike } from '../../sdk/index.js';
import { checkArtifact } from './check-artifact.js';
import type { LogCall } from './log-call.js';

/** A table, stored in one of the formats that datasets have. */
export function datasetCall(key: string, data: TableLike, options: DatasetOptions): LogCall {
  checkArtifact(key, options);
  return {
    kind: 'dataset',
    key,
    options,
    // Begun at the call: rows that are changed after it must not change what is stored.
    async prepare() {
      const { mediaType, describe, body } = await prepareDataset(key, data, options);
      const source = 'localPath' in body ? body : { body };
      return { mediaType, describe, body: { ...source, ...present({ artifactPath: options.artifactPath }) } };
    },
  };
}
