import type { ArtifactRecord, ColumnStats, Json, Value } from '../core/index.js';
import type { DataItem } from './data-item.js';

/** One input or output of a model. */
export interface Feature {
  readonly name: string;
  /** In table-schema words, when it was inferred from a training set. */
  readonly type?: string;
  readonly nullable?: boolean;
  readonly [other: string]: Json | undefined;
}

/** A model that a run logged: what is known of it, and its files to read. */
export interface Model {
  readonly record: ArtifactRecord<'model'>;
  /** The model file to read; of a folder without one, the folder. */
  readonly modelFile: DataItem;
  /** The paths of all files, sorted; `model_spec.yaml` is among them. */
  readonly files: readonly string[];
  /** Those that are neither the model file nor `model_spec.yaml`. */
  readonly extraFiles: readonly string[];
  readonly framework?: string;
  readonly algorithm?: string;
  readonly metrics: Readonly<Record<string, Value>>;
  readonly parameters: Readonly<Record<string, Value>>;
  readonly inputs: readonly Feature[];
  readonly outputs: readonly Feature[];
  readonly labels: Readonly<Record<string, string>>;
  /** The statistics of the training set by column; of one with more than 100 columns they are in `model_spec.yaml` alone. */
  readonly featureStats: Readonly<Record<string, ColumnStats>>;
  /** The pinned URI or path of the training set, where it had one. */
  readonly trainingSet?: string;
  /** The run that logged it. */
  readonly runUid: string;
  /** One of the files to read, by its path. */
  file(path: string): DataItem;
  /** A folder on this machine with all files, read-only. */
  local(): Promise<string>;
  /** Writes all files to the folder `path`, which may not be there yet. Resolves to the absolute path. */
  download(path: string): Promise<string>;
}

/** The inputs or outputs of a model's record as features: they may be names, objects with a `name`, or an object of types by name. None for anything else. */
export function featuresOf(given: Json | undefined): readonly Feature[] {
  if (typeof given === 'string') return [{ name: given }];
  if (typeof given !== 'object' || given === null) return [];
  if (isList(given)) return given.map(featureOf);
  return Object.entries(given).map(([name, type]) => ({ ...(typeof type === 'string' ? { type } : objectOf(type)), name }));
}

function featureOf(given: Json): Feature {
  const object = objectOf(given);
  return 'name' in object && typeof object['name'] === 'string' ? { ...object, name: object['name'] } : { ...object, name: nameOf(given) };
}

function nameOf(given: Json): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function objectOf(given: Json | undefined): Readonly<Record<string, Json | undefined>> {
  return typeof given === 'object' && given !== null && !isList(given) ? given : {};
}

function isList(given: Json): given is readonly Json[] {
  return Array.isArray(given);
}
