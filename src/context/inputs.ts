import { createDataItem, pinInput } from '../artifacts/index.js';
import type { DataItemOptions } from '../artifacts/index.js';
import { InvalidDatasetError, InvalidInputsError, checkName, isStoreUri, parseArtifactUri } from '../core/index.js';
import type { ArtifactRecord, Kind } from '../core/index.js';
import { formatOf, readTable } from '../datasets/index.js';
import type { DataItem, Declaration } from '../sdk/index.js';
import type { PinnedInput } from '../tracking/index.js';
import type { Services } from './services.js';

/** Inputs as they were found, and why some were not. */
export interface ResolvedInputs {
  readonly pinned: Readonly<Record<string, PinnedInput>>;
  /** The first input that could not be resolved. */
  readonly error?: unknown;
}

/** Follows every given input to what it means now, and compares with what was declared. Never throws: a run is opened all the same, to record why. */
export async function resolveInputs(
  services: Services,
  given: Readonly<Record<string, string>>,
  declared: Readonly<Record<string, Declaration>> | undefined,
): Promise<ResolvedInputs> {
  const pinned: Record<string, PinnedInput> = {};
  const problem = declared === undefined ? undefined : compare(given, declared);
  if (problem !== undefined) return { pinned, error: problem };
  let first: unknown;
  for (const [key, uri] of Object.entries(given)) {
    try {
      pinned[key] = await pin(services, { key, uri, declaration: declared?.[key] });
    } catch (error) {
      first ??= error;
    }
  }
  return first === undefined ? { pinned } : { pinned, error: first };
}

/** Pins one input. @throws {InputNotFoundError} @throws {KindMismatchError} @throws {InvalidUriError} */
async function pin(services: Services, input: { key: string; uri: string; declaration: Declaration | undefined }): Promise<PinnedInput> {
  checkName(input.key, 'Input key');
  if (typeof input.uri !== 'string')
    throw new InvalidInputsError(`Input ${JSON.stringify(input.key)} must be a URI or a path, got ${typeof input.uri}.`);
  const expected = input.declaration?.replace('?', '') as Kind | undefined;
  return pinInput({
    key: input.key,
    uri: input.uri,
    ...(expected === undefined ? {} : { expected }),
    findArtifact: (uri) => services.tracking.getArtifact(uri),
  });
}

/** A handle on an input or artifact; nothing is read before a method is called. */
export function dataItem(
  services: Pick<Services, 'tracking' | 'artifacts' | 'scratch'>,
  item: Pick<DataItemOptions, 'key' | 'uri' | 'onRead'>,
): DataItem {
  const { uri } = item;
  let record: Promise<ArtifactRecord | undefined> | undefined;
  return createDataItem({
    ...item,
    store: services.artifacts,
    scratch: services.scratch,
    readTable: readTableNamed,
    ...(isStoreUri(uri) ? { record: () => (record ??= services.tracking.getArtifact(parseArtifactUri(uri))) } : {}),
  });
}

const readTableNamed: DataItemOptions['readTable'] = async (body, fileName, mediaType) => {
  const format = formatOf(fileName, mediaType);
  if (format === undefined) {
    throw new InvalidDatasetError(
      fileName,
      `its format is not one of parquet, csv, tsv, json, jsonl, arrow (by its file name${mediaType === undefined ? '' : ` or its media type, ${mediaType}`}).`,
    );
  }
  return readTable(body, format);
};

/** @throws {InvalidInputsError} naming what the run has. */
export function missingInput(key: string, inputs: Readonly<Record<string, string>>): never {
  const has = Object.keys(inputs);
  const known = has.length === 0 ? 'it has no inputs' : `it has ${has.map((name) => JSON.stringify(name)).join(', ')}`;
  throw new InvalidInputsError(
    `The run has no input ${JSON.stringify(key)}: ${known}. Pass it (inputs: { ${JSON.stringify(key)}: <path or URI> }, or --input ${key}=<path or URI>).`,
  );
}

function compare(given: Readonly<Record<string, string>>, declared: Readonly<Record<string, Declaration>>): Error | undefined {
  const unknown = Object.keys(given).filter((key) => !(key in declared));
  if (unknown.length > 0) {
    return new InvalidInputsError(
      `Unknown input ${unknown.map((key) => JSON.stringify(key)).join(', ')}; the handler declares ${listed(declared)}.`,
    );
  }
  const missing = Object.keys(declared).filter((key) => !declared[key]?.endsWith('?') && !(key in given));
  if (missing.length > 0) {
    return new InvalidInputsError(
      `Missing input ${missing.map((key) => JSON.stringify(key)).join(', ')}; the handler declares ${listed(declared)}.`,
    );
  }
  return undefined;
}

function listed(declared: Readonly<Record<string, Declaration>>): string {
  const keys = Object.entries(declared).map(([key, kind]) => `${key} (${kind})`);
  return keys.length === 0 ? 'none' : keys.join(', ');
}
