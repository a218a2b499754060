import { KindMismatchError, fromTagged, present } from '../../core/index.js';
import type { ArtifactRecord, Json, Value } from '../../core/index.js';
import { featuresOf } from '../../sdk/index.js';
import type { DataItem, Model } from '../../sdk/index.js';
import { dataItem } from '../inputs.js';
import type { Services } from '../services.js';
import { MODEL_SPEC } from './model-spec.js';

/** A model's record with its files to read. @throws {KindMismatchError} @throws {BodyNotFoundError} */
export async function openModel(services: Pick<Services, 'tracking' | 'artifacts' | 'scratch'>, record: ArtifactRecord): Promise<Model> {
  if (!isModel(record)) throw new KindMismatchError(record.uri, 'model', record.kind);
  const source = { key: record.key, uri: record.uri, record: async () => record };
  const modelFile = dataItem(services, source);
  const tree = dataItem(services, { ...source, asTree: true });
  const files = await tree.list();
  const { spec, labels, runUid } = record;
  const file = (path: string): DataItem => tree.file(path);
  return {
    ...{ record, modelFile, files, labels, runUid, file },
    extraFiles: files.filter((path) => path !== MODEL_SPEC && path !== (spec.modelFile ?? spec.fileName)),
    ...present({ framework: spec.framework, algorithm: spec.algorithm, trainingSet: spec.trainingSet }),
    metrics: values(spec.metrics),
    parameters: values(spec.parameters),
    inputs: featuresOf(spec['inputs'] as Json | undefined),
    outputs: featuresOf(spec['outputs'] as Json | undefined),
    featureStats: spec.featureStats ?? {},
    local: () => tree.local(),
    download: (path) => tree.download(path),
  };
}

function isModel(record: ArtifactRecord): record is ArtifactRecord<'model'> {
  return record.kind === 'model';
}

function values(tagged: Readonly<Record<string, Json>> = {}): Readonly<Record<string, Value>> {
  return fromTagged(tagged) as Readonly<Record<string, Value>>;
}
