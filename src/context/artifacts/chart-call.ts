import { present } from '../../core/index.js';
import { checkChart, plainSpec } from '../../render/index.js';
import type { ChartOptions, ChartSpec } from '../../sdk/index.js';
import { checkArtifact } from './check-artifact.js';
import type { LogCall } from './log-call.js';

const CHART_MEDIA_TYPE = 'application/vnd.vegalite.v6+json';

/** A Vega-Lite spec, checked by compiling it. */
export function chartCall(key: string, spec: ChartSpec, options: ChartOptions): LogCall {
  checkArtifact(key, options);
  // A copy: what the caller does to its spec after this call does not change the chart.
  const plain = plainSpec(key, spec);
  return {
    kind: 'chart',
    key,
    options,
    async prepare() {
      const checked = await checkChart(key, plain);
      return {
        mediaType: CHART_MEDIA_TYPE,
        spec: { fileName: `${key}.vl.json` },
        body: { body: JSON.stringify(checked), ...present({ artifactPath: options.artifactPath }) },
      };
    },
  };
}
