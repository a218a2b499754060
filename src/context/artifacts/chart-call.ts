import { present } from '../../core/index.js';
import { asStored, checkChart, plainSpec } from '../../render/index.js';
import type { ChartBuilder, ChartOptions, ChartSpec } from '../../sdk/index.js';
import { checkArtifact } from './check-artifact.js';
import { linkSources, moveRows, pinSources } from './chart-sources.js';
import type { ChartRun } from './chart-sources.js';
import type { LogCall } from './log-call.js';

const CHART_MEDIA_TYPE = 'application/vnd.vegalite.v6+json';

/** A Vega-Lite spec, checked by compiling it, its data in it or pinned. */
export function chartCall(
  { key, spec, options }: { key: string; spec: ChartSpec | ChartBuilder; options: ChartOptions },
  run: ChartRun,
): LogCall {
  checkArtifact(key, options);
  // A copy: what the caller does to its spec after this call does not change the chart.
  const plain = linkSources(plainSpec(key, spec), run);
  // Without a record nothing would lead from the chart to its rows.
  const small = options.dbKey === false ? { spec: plain, moved: [] } : moveRows(key, plain, run);
  return callOf(key, options, async () => {
    const checked = await checkChart(key, await pinSources(key, small, run));
    await Promise.all(small.moved.map(({ stored }) => stored));
    return checked;
  });
}

/** A spec that a function of ours made, which compiles: Vega is not loaded for it. */
export function ownChartCall(key: string, spec: ChartSpec, options: ChartOptions): LogCall {
  checkArtifact(key, options);
  const plain = plainSpec(key, spec);
  return callOf(key, options, () => Promise.resolve(asStored(plain)));
}

function callOf(key: string, options: ChartOptions, specOf: () => Promise<Readonly<Record<string, unknown>>>): LogCall {
  return {
    kind: 'chart',
    key,
    options,
    prepare: async () => ({
      mediaType: CHART_MEDIA_TYPE,
      spec: { fileName: `${key}.vl.json` },
      body: { body: JSON.stringify(await specOf()), ...present({ artifactPath: options.artifactPath }) },
    }),
  };
}
