import { directoryFiles } from '../../artifacts/index.js';
import type { ArtifactStore } from '../../artifacts/index.js';
import type { Services } from '../../context/index.js';
import { KindMismatchError, present, toTagged } from '../../core/index.js';
import type { ArtifactRecord, Json, SchemaField } from '../../core/index.js';
import { textDiffs } from './text-diff.js';
import type { TextDiff } from './text-diff.js';

/** A value that differs; absent where there is none. Tagged JSON. */
export interface Change {
  /** Where it is, e.g. `labels.team`, or a column and one of its statistics: `age.mean`. */
  readonly path: string;
  readonly from?: Json;
  readonly to?: Json;
}

/** What differs between two artifacts. */
export interface ArtifactDiff {
  readonly from: ArtifactRecord;
  readonly to: ArtifactRecord;
  /** The bytes are the same. */
  readonly isSame: boolean;
  /** Media type, size, digest, labels, and what the record says beyond them. */
  readonly metadata: readonly Change[];
  /** Columns, by name. */
  readonly schema: readonly Change[];
  readonly statistics: readonly Change[];
  /** Params of the runs that logged them. */
  readonly params: readonly Change[];
  /** Results of those runs. */
  readonly results: readonly Change[];
  /** Paths, of directories. */
  readonly files?: { readonly added: readonly string[]; readonly removed: readonly string[]; readonly changed: readonly string[] };
  /** What is text in their bodies and differs: Markdown, code, CSV, JSON, the spec of a chart; of directories and models in the first 20 text files that changed. */
  readonly text: readonly TextDiff[];
}

/** @throws {KindMismatchError} for artifacts of different kinds. */
export async function diffArtifacts(
  stores: Pick<Services, 'tracking' | 'artifacts' | 'scratch'>,
  from: ArtifactRecord,
  to: ArtifactRecord,
): Promise<ArtifactDiff> {
  if (from.kind !== to.kind) throw new KindMismatchError(`${to.uri}, to be compared with ${from.uri},`, from.kind, to.kind);
  const [before, after] = await Promise.all([from, to].map(({ runUid }) => stores.tracking.getRun(runUid)));
  const files = await filesDiff(stores.artifacts, from, to);
  const isSame = from.sha256 !== '' && from.sha256 === to.sha256;
  return {
    from,
    to,
    isSame,
    metadata: changes(metadataOf(from), metadataOf(to)),
    schema: changes(schemaOf(from), schemaOf(to)),
    statistics: changes(from.status.stats, to.status.stats),
    params: changes(before?.parameters, after?.parameters),
    results: changes(before?.results, after?.results),
    ...present({ files }),
    text: isSame ? [] : await textDiffs(stores, { from, to }, files?.changed),
  };
}

function metadataOf({ mediaType, size, sha256, labels, spec }: ArtifactRecord): object {
  const { schema: _, header: _header, ...rest } = spec;
  return { mediaType, size, sha256, labels, ...rest };
}

function schemaOf({ spec }: ArtifactRecord): Readonly<Record<string, Omit<SchemaField, 'name'>>> {
  return Object.fromEntries((spec.schema?.fields ?? []).map(({ name, ...field }) => [name, field]));
}

/** The leaves that differ, in the order of their paths. Lists are compared as a whole. */
function changes(from: object = {}, to: object = {}): readonly Change[] {
  const [before, after] = [new Map(leaves(toTagged(from))), new Map(leaves(toTagged(to)))];
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths.flatMap((path): readonly Change[] => {
    const [a, b] = [before.get(path), after.get(path)];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    return [{ path, ...(a === undefined ? {} : { from: a }), ...(b === undefined ? {} : { to: b }) }];
  });
}

function leaves(value: Json, path = ''): readonly (readonly [string, Json])[] {
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value) && !('$tidemark' in value);
  if (!isBranch) return [[path, value]];
  return Object.entries(value as Readonly<Record<string, Json | undefined>>).flatMap(([key, inner]) =>
    inner === undefined ? [] : leaves(inner, path === '' ? key : `${path}.${key}`),
  );
}

async function filesDiff(store: ArtifactStore, from: ArtifactRecord, to: ArtifactRecord): Promise<ArtifactDiff['files']> {
  const [before, after] = await Promise.all([directoryFiles(from, store), directoryFiles(to, store)]);
  if (before === undefined || after === undefined) return undefined;
  const oldFiles = new Map(before.map(({ path, sha256 }) => [path, sha256]));
  const newFiles = new Map(after.map(({ path, sha256 }) => [path, sha256]));
  return {
    added: [...newFiles.keys()].filter((path) => !oldFiles.has(path)),
    removed: [...oldFiles.keys()].filter((path) => !newFiles.has(path)),
    changed: [...newFiles].flatMap(([path, sha256]) => (oldFiles.has(path) && oldFiles.get(path) !== sha256 ? [path] : [])),
  };
}
