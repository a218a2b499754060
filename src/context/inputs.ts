import { createDataItem, pinInput } from '../artifacts/index.js';
import { InvalidInputsError, checkName, isStoreUri, parseArtifactUri, present } from '../core/index.js';
import type { ArtifactRecord, Kind } from '../core/index.js';
import { tableReading } from '../datasets/index.js';
import type { DataItem, Declaration } from '../sdk/index.js';
import type { PinnedInput } from '../tracking/index.js';
import { kindOf } from './check-arguments.js';
import type { Services } from './services.js';

/** Inputs as they were found, and why some were not. */
export interface ResolvedInputs {
  readonly pinned: Readonly<Record<string, PinnedInput>>;
  /** What was given is not what is declared. */
  readonly problem?: Error;
  /** Why an input could not be pinned, by key. One that an earlier attempt has pinned need not be found again. */
  readonly unresolved: ReadonlyMap<string, unknown>;
}

/** Follows every given input to what it means now, and compares with what was declared. Never throws: a run is opened all the same, to record why. */
export async function resolveInputs(
  services: Services,
  given: Readonly<Record<string, string>>,
  declared: Readonly<Record<string, Declaration>> | undefined,
): Promise<ResolvedInputs> {
  const problem = notInputs(given) ?? (declared === undefined ? undefined : compare(given, declared));
  if (problem !== undefined) return { pinned: {}, problem, unresolved: new Map() };
  const pinned: Record<string, PinnedInput> = {};
  const unresolved = new Map<string, unknown>();
  for (const [key, uri] of Object.entries(given)) {
    try {
      pinned[key] = await pin(services, { key, uri, declaration: declared?.[key] });
    } catch (error) {
      unresolved.set(key, error);
    }
  }
  return { pinned, unresolved };
}

/** @throws why the run cannot start with these inputs: a declaration that is not met, else the first input that no attempt could pin. */
export function checkInputs({ problem, unresolved }: ResolvedInputs, opened: Readonly<Record<string, PinnedInput>>): void {
  if (problem !== undefined) throw problem;
  for (const [key, error] of unresolved) if (!Object.hasOwn(opened, key)) throw error;
}

/** Pins one input. @throws {InputNotFoundError} @throws {KindMismatchError} @throws {InvalidUriError} */
async function pin(services: Services, input: { key: string; uri: string; declaration: Declaration | undefined }): Promise<PinnedInput> {
  checkName(input.key, 'Input key');
  if (typeof input.uri !== 'string' || input.uri === '' || input.uri.includes('\0'))
    throw new InvalidInputsError(
      `Input ${JSON.stringify(input.key)} must be a URI or a path, got ${typeof input.uri === 'string' ? JSON.stringify(input.uri) : kindOf(input.uri)}.`,
    );
  const expected = input.declaration?.replace('?', '') as Kind | undefined;
  return pinInput({
    key: input.key,
    uri: input.uri,
    ...(expected === undefined ? {} : { expected }),
    findArtifact: (uri) => services.tracking.getArtifact(uri),
  });
}

/** What is read, and under which name. */
export interface DataItemSource {
  readonly key: string;
  readonly uri: string;
  /** Finds the record of a store URI; looked up in the tracking store when absent. */
  readonly record?: () => Promise<ArtifactRecord | undefined>;
  /** True: a model is all its files. */
  readonly asTree?: boolean;
  /** Called when a whole body was read. */
  readonly onRead?: (digest: { sha256: string; size: number }) => void;
}

/** A handle on an input or artifact; nothing is read before a method is called. */
export function dataItem(services: Pick<Services, 'tracking' | 'artifacts' | 'scratch'>, source: DataItemSource): DataItem {
  const { key, uri, onRead, asTree } = source;
  return createDataItem({
    key,
    uri,
    store: services.artifacts,
    scratch: services.scratch,
    readTables: tableReading,
    ...(isStoreUri(uri) ? { record: source.record ?? (() => services.tracking.getArtifact(parseArtifactUri(uri))) } : {}),
    ...present({ onRead, asTree }),
  });
}

/** @throws {InvalidInputsError} naming what the run has. */
export function missingInput(key: string, inputs: Readonly<Record<string, string>>): never {
  const has = Object.keys(inputs);
  const known = has.length === 0 ? 'it has no inputs' : `it has ${has.map((name) => JSON.stringify(name)).join(', ')}`;
  throw new InvalidInputsError(
    `The run has no input ${JSON.stringify(key)}: ${known}. Pass it (inputs: { ${JSON.stringify(key)}: <path or URI> }, or --input ${key}=<path or URI>).`,
  );
}

function notInputs(given: unknown): Error | undefined {
  if (kindOf(given) === 'an object') return undefined;
  return new InvalidInputsError(`Inputs must be an object such as { data: 'penguins.csv' }, got ${kindOf(given)}.`);
}

function compare(given: Readonly<Record<string, string>>, declared: Readonly<Record<string, Declaration>>): Error | undefined {
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(declared, key));
  if (unknown.length > 0) {
    return new InvalidInputsError(
      `Unknown input ${unknown.map((key) => JSON.stringify(key)).join(', ')}; the handler declares ${listed(declared)}.`,
    );
  }
  const missing = Object.keys(declared).filter((key) => !declared[key]?.endsWith('?') && !Object.hasOwn(given, key));
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
