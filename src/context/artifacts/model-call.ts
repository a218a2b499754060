import { toTagged } from '../../core/index.js';
import type { Json } from '../../core/index.js';
import type { ModelOptions } from '../../sdk/index.js';
import { checkArtifact } from './check-artifact.js';
import { fileCall } from './file-call.js';
import type { LogCall } from './log-call.js';

/** A model: its body, and what its record says of it. */
export function modelCall(key: string, options: ModelOptions): LogCall {
  checkArtifact(key, options);
  const { framework, algorithm, metrics, parameters, inputs, outputs } = options;
  const spec = toTagged({ framework, algorithm, metrics, parameters, inputs, outputs }, `model ${JSON.stringify(key)}`) as Record<
    string,
    Json
  >;
  const labels = framework === undefined ? { ...options.labels } : { framework, ...options.labels };
  const call = fileCall(key, { ...options, labels });
  return {
    ...call,
    kind: 'model',
    async prepare() {
      const prepared = await call.prepare();
      return { ...prepared, spec: { ...prepared.spec, ...spec } };
    },
  };
}
