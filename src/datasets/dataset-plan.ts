import { InvalidArgumentError } from '../core/index.js';
import type { DatasetOptions } from '../sdk/index.js';
import type { Expectations } from './expect/expectations.js';
import { expectationsOf } from './expect/expectations.js';
import { checkCompression } from './parquet/compression.js';
import { parseColumnType } from './types/column-type.js';
import type { Types } from './types/typed-tables.js';
import type { Encoding } from './write/encode-table.js';
import { MEDIA_TYPE } from './write/encode-table.js';

/** The options of a dataset, checked, with what they are by default. */
export interface DatasetPlan extends Encoding {
  readonly key: string;
  readonly types: Types;
  /** Rows. */
  readonly preview: number;
  /** Undefined: of small tables. */
  readonly stats: boolean | undefined;
  readonly labelColumn: string | undefined;
  readonly expectations: Expectations | undefined;
  readonly onViolation: NonNullable<DatasetOptions['onViolation']>;
  /** A compression was asked for. */
  readonly recompresses: boolean;
}

const PREVIEW_ROWS = 20;

/** @throws {InvalidArgumentError} for options that make no sense, naming them. */
export function planDataset(key: string, options: DatasetOptions): DatasetPlan {
  const { format = 'parquet', preview = PREVIEW_ROWS, streamOf, onViolation = 'fail' } = options;
  const dataset = JSON.stringify(key);
  if (!Object.hasOwn(MEDIA_TYPE, format))
    throw new InvalidArgumentError(
      `The format of dataset ${dataset} is one of ${Object.keys(MEDIA_TYPE).join(', ')}, not ${String(format)}.`,
    );
  if (!Number.isSafeInteger(preview) || preview < 0)
    throw new InvalidArgumentError(`The preview of dataset ${dataset} is a count of rows: an integer from 0, not ${String(preview)}.`);
  if (streamOf !== undefined && streamOf !== 'rows' && streamOf !== 'columns')
    throw new InvalidArgumentError(`streamOf of dataset ${dataset} is 'rows' or 'columns', not ${String(streamOf)}.`);
  if (onViolation !== 'fail' && onViolation !== 'warn')
    throw new InvalidArgumentError(`onViolation of dataset ${dataset} is 'fail' or 'warn', not ${String(onViolation)}.`);
  return {
    key,
    format,
    preview,
    compression: checkCompression(options.compression),
    types: typesOf(dataset, options.types),
    stats: options.stats,
    labelColumn: options.labelColumn,
    recompresses: options.compression !== undefined,
    expectations: options.expect === undefined ? undefined : expectationsOf(key, options.expect),
    onViolation,
  };
}

function typesOf(dataset: string, given: DatasetOptions['types'] = {}): Types {
  const types: unknown = given;
  if (typeof types !== 'object' || types === null || Array.isArray(types))
    throw new InvalidArgumentError(`types of dataset ${dataset} is an object of types by column name, e.g. { zip: 'string' }.`);
  const named = Object.entries(given).map(
    ([name, text]) => [name, parseColumnType(text, `The type of column ${JSON.stringify(name)} of dataset ${dataset}`)] as const,
  );
  return new Map(named);
}
