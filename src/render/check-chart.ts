import { withoutRows } from './chart-data.js';
import { compileChart } from './compile-chart.js';
import { readSpec } from './read-spec.js';

/** A spec as it is stored: plain JSON with a `$schema`. */
export type NormalizedSpec = Readonly<Record<string, unknown>> & { readonly $schema: string };

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/**
 * Checks a Vega-Lite spec by compiling it down to Vega's dataflow; nothing is drawn. Resolves to what to store: the spec as JSON has it
 * (see {@link plainSpec}), with the v6 `$schema` where it had none. A `$schema` of v5 stays; the spec has to compile as v6.
 *
 * @throws {InvalidChartError} naming the chart and the place: no object, data that is neither in the spec nor an artifact, an unknown mark, type,
 * channel, transform or aggregate, an expression that does not parse.
 */
export async function checkChart(key: string, spec: unknown): Promise<NormalizedSpec> {
  const plain = readSpec(key, spec);
  // What the rows are makes no difference to it.
  await compileChart(key, withoutRows(plain));
  return asStored(plain);
}

/** A spec that is plain JSON, with a `$schema`. */
export function asStored(plain: Readonly<Record<string, unknown>>): NormalizedSpec {
  return { $schema: SCHEMA, ...plain };
}
