import { InvalidDatasetError } from '../../core/index.js';
import type { ArtifactRecord, ColumnStats, SchemaField } from '../../core/index.js';
import { describeDataset } from '../../datasets/index.js';
import type { DataItem, ModelOptions, TableLike } from '../../sdk/index.js';
import type { Surroundings } from '../artifacts/log-call.js';

/** What a model's record says of the data that it was trained on. */
export interface TrainingSet {
  /** The pinned URI or path; undefined for a table that was given as it is. */
  readonly uri?: string;
  readonly inputs: readonly SchemaField[];
  /** The label columns. */
  readonly outputs: readonly SchemaField[];
  readonly stats?: Readonly<Record<string, ColumnStats>>;
}

type Options = Pick<ModelOptions, 'trainingSet' | 'labelColumn' | 'stats'>;

/**
 * Looks at a training set. A table is read before this returns its promise; of a logged dataset its record is enough, unless that has no statistics.
 *
 * @throws {ArtifactNotFoundError} @throws {InputNotFoundError} @throws {InvalidDatasetError} when it is no table, or lacks a label column.
 */
export async function trainingSet(key: string, options: Options, from: Surroundings): Promise<TrainingSet | undefined> {
  const { trainingSet: given, labelColumn, stats: wantsStats = true } = options;
  if (given === undefined) return undefined;
  const seen = isReadable(given)
    ? await ofItem(key, typeof given === 'string' ? from.open(given) : given, wantsStats)
    : await ofTable(key, given);
  const labels = labelColumn ?? seen.labelColumn ?? [];
  const labelColumns = typeof labels === 'string' ? [labels] : labels;
  const missing = labelColumns.find((name) => !seen.fields.some((field) => field.name === name));
  if (missing !== undefined) {
    const names = seen.fields.map(({ name }) => name).join(', ');
    throw new InvalidDatasetError(key, `the label column ${JSON.stringify(missing)} is not one of its training set's columns (${names})`);
  }
  const isLabel = ({ name }: SchemaField): boolean => labelColumns.includes(name);
  return {
    ...(seen.uri !== undefined && { uri: seen.uri }),
    inputs: seen.fields.filter((field) => !isLabel(field)),
    outputs: seen.fields.filter(isLabel),
    ...(wantsStats && seen.stats !== undefined && { stats: seen.stats }),
  };
}

interface Seen {
  readonly uri?: string;
  readonly labelColumn?: string;
  readonly fields: readonly SchemaField[];
  readonly stats?: Readonly<Record<string, ColumnStats>>;
}

async function ofItem(key: string, item: DataItem, wantsStats: boolean): Promise<Seen> {
  const record = await item.artifact();
  const uri = record?.uri ?? item.url;
  const known = record === undefined ? undefined : ofRecord(record);
  if (known !== undefined && (known.stats !== undefined || !wantsStats)) return { uri, ...known };
  return { uri, ...known, ...(await ofTable(key, await item.table())) };
}

function ofRecord({ spec, status }: ArtifactRecord): Seen | undefined {
  if (spec.schema === undefined) return undefined;
  return {
    fields: spec.schema.fields,
    ...(spec.labelColumn !== undefined && { labelColumn: spec.labelColumn }),
    ...(status.stats !== undefined && { stats: status.stats }),
  };
}

async function ofTable(key: string, table: TableLike): Promise<Seen> {
  const { spec, status } = await describeDataset(key, table, { stats: true, preview: 0 });
  return { fields: spec.schema?.fields ?? [], ...(status.stats !== undefined && { stats: status.stats }) };
}

/** A data item, or what one can be made of. By shape: a handler may have another copy of this package. */
function isReadable(given: TableLike | DataItem | string): given is DataItem | string {
  return (
    typeof given === 'string' ||
    ('artifact' in given && typeof given.artifact === 'function' && 'table' in given && typeof given.table === 'function')
  );
}
