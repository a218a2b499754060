import { fromTagged } from '../../core/index.js';
import type { Json } from '../../core/index.js';
import { featuresOf } from '../../sdk/index.js';
import { pythonYaml } from './python-yaml.js';
import { namedValueType } from './value-type.js';

/** The name under which a model's directory holds its description. */
export const MODEL_SPEC = 'model_spec.yaml';

/** What `model_spec.yaml` says, in tagged JSON. */
export interface ModelSpec {
  readonly key: string;
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly modelFile?: string;
  /** Paths. */
  readonly extraFiles: readonly string[];
  /** Everything else, as the record has it. */
  readonly spec: Readonly<Record<string, Json | undefined>>;
}

/**
 * The text of `model_spec.yaml`: the fields that MLRun writes and its `get_model` reads, by their names there. Nothing in it depends on the run, so that a model
 * that comes out the same is the same bytes; what the run was and which data it read is in the record.
 */
export async function modelSpecYaml({ key, project, labels, modelFile, extraFiles, spec }: ModelSpec): Promise<string> {
  const { framework, algorithm, metrics = {}, parameters = {}, inputs, outputs, featureStats } = spec;
  return await pythonYaml({
    kind: 'model',
    metadata: { key, project, ...(Object.keys(labels).length > 0 && { labels }) },
    spec: {
      ...(modelFile !== undefined && { model_file: modelFile }),
      ...(framework !== undefined && { framework }),
      ...(algorithm !== undefined && { algorithm }),
      metrics: plain(metrics),
      parameters: plain(parameters),
      inputs: plain(featuresOf(inputs).map(namedValueType)),
      outputs: plain(featuresOf(outputs).map(namedValueType)),
      ...(featureStats !== undefined && { feature_stats: plain(featureStats) }),
      ...(extraFiles.length > 0 && { extra_data: Object.fromEntries(extraFiles.map((path) => [path, path])) }),
    },
  });
}

// Dates as texts, as in MLRun's statistics; bigints and NaN have a form of their own in YAML.
function plain(value: unknown): unknown {
  return withoutDates(fromTagged(value as Json));
}

function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutDates(inner)]));
}
