import { InvalidArgumentError, checkKey } from '../../core/index.js';
import type { Artifact, ArtifactOptions, ChartArtifact, DatasetArtifact, ModelArtifact } from '../../sdk/index.js';
import { ownChartCall } from './chart-call.js';
import { checkInstance } from './check-artifact.js';
import { datasetCall } from './dataset-call.js';
import { fileCall } from './file-call.js';
import type { LogCall } from './log-call.js';
import { modelCall } from '../models/model-call.js';

/** What logging an artifact object asks for; its class is the kind. */
export function instanceCall(artifact: Artifact): LogCall {
  checkInstance(artifact);
  const common = { ...artifact.options, labels: artifact.labels };
  // By shape rather than instanceof: a handler may have another copy of this package than what runs it (a command line tool installed elsewhere).
  if (isChart(artifact)) return ownChartCall(artifact.key, artifact.spec(), common);
  if (isDataset(artifact)) {
    const labels = { ...artifact.dataset.labels, ...artifact.labels };
    return datasetCall(artifact.key, artifact.data, { ...artifact.dataset, ...common, labels });
  }
  if (isModel(artifact)) {
    return modelCall(artifact.key, { ...artifact.model, ...common, labels: { ...artifact.model.labels, ...artifact.labels } });
  }
  const plain = artifact as Artifact & { toOptions?: () => ArtifactOptions };
  if (plain.toOptions === undefined) {
    throw new InvalidArgumentError(
      `Artifact ${JSON.stringify(checkKey(artifact.key, 'Artifact key'))} is of a class of its own, which has no toOptions(): what is logged.`,
    );
  }
  return fileCall(artifact.key, { ...plain.toOptions(), ...common });
}

function isChart(artifact: Artifact): artifact is ChartArtifact {
  return artifact.kind === 'chart' && 'spec' in artifact && typeof artifact.spec === 'function';
}

function isDataset(artifact: Artifact): artifact is DatasetArtifact {
  return artifact.kind === 'dataset' && 'dataset' in artifact && 'data' in artifact;
}

function isModel(artifact: Artifact): artifact is ModelArtifact {
  return artifact.kind === 'model' && 'model' in artifact;
}
