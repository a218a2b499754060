import { InvalidArgumentError, isStoreUri, parseArtifactUri } from '../../core/index.js';
import type { ArtifactRecord, RunRecord } from '../../core/index.js';
import type { TrackingStore } from '../../tracking/index.js';

const DEFAULT_DEPTH = 10;

/** How far lineage is followed. */
export interface LineageOptions {
  /** `up`: what it was made from; `down`: what was made from it; default `both`. */
  readonly direction?: 'up' | 'down' | 'both';
  /** How many runs far; default 10. */
  readonly depth?: number;
}

/** A run, an artifact, or a file or URL that was read. `id` is the uid, else the path or URL. */
export type LineageNode =
  | { readonly type: 'run'; readonly id: string; readonly run: RunRecord }
  /** Without a record when that was deleted. */
  | { readonly type: 'artifact'; readonly id: string; readonly uri: string; readonly record?: ArtifactRecord }
  | { readonly type: 'file'; readonly id: string };

/** The way that data went: an artifact was read by a run, or a run logged an artifact, under a key. */
export interface LineageEdge {
  readonly type: 'read' | 'logged';
  readonly from: string;
  readonly to: string;
  readonly key: string;
}

/** A graph of runs and artifacts around one of them. */
export interface Lineage {
  /** The id of the artifact that was asked about. */
  readonly root: string;
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
}

/** Follows an artifact to what it was made from, and to what was made from it. @throws {InvalidArgumentError} for options that make no sense. */
export async function lineageOf(
  tracking: TrackingStore,
  record: ArtifactRecord,
  { direction = 'both', depth = DEFAULT_DEPTH }: LineageOptions = {},
): Promise<Lineage> {
  if (!['up', 'down', 'both'].includes(direction))
    throw new InvalidArgumentError(`The direction of a lineage is up, down or both, not ${JSON.stringify(direction)}.`);
  if (!(depth === Infinity || (Number.isSafeInteger(depth) && depth >= 1)))
    throw new InvalidArgumentError(`The depth of a lineage is a whole number from 1, or Infinity, not ${String(depth)}.`);
  const graph = new Graph(tracking);
  graph.addArtifact(record);
  if (direction !== 'down') await walk(record, depth, (from) => graph.makerOf(from));
  if (direction !== 'up') await walk(record, depth, (from) => graph.readersOf(from));
  return { root: record.uid, nodes: [...graph.nodes.values()], edges: [...graph.edges.values()] };
}

/** Level by level, each artifact once. */
async function walk(
  start: ArtifactRecord,
  depth: number,
  next: (from: ArtifactRecord) => Promise<readonly ArtifactRecord[]>,
): Promise<void> {
  const seen = new Set([start.uid]);
  let level: readonly ArtifactRecord[] = [start];
  for (let step = 0; step < depth && level.length > 0; step++) {
    const found: ArtifactRecord[] = [];
    for (const record of level) found.push(...(await next(record)));
    level = found.filter(({ uid }) => !seen.has(uid) && seen.add(uid));
  }
}

class Graph {
  readonly nodes = new Map<string, LineageNode>();
  readonly edges = new Map<string, LineageEdge>();
  readonly #tracking: TrackingStore;

  constructor(tracking: TrackingStore) {
    this.#tracking = tracking;
  }

  addArtifact(record: ArtifactRecord): void {
    this.nodes.set(record.uid, { type: 'artifact', id: record.uid, uri: record.uri, record });
  }

  /** The run that logged it, and the artifacts that this has read. */
  async makerOf(artifact: ArtifactRecord): Promise<readonly ArtifactRecord[]> {
    if (!(await this.#addRun(artifact.runUid))) return [];
    this.#addEdge({ type: 'logged', from: artifact.runUid, to: artifact.uid, key: artifact.key });
    const inputs: ArtifactRecord[] = [];
    for (const { key, uri, artifactUid } of await this.#tracking.inputs(artifact.runUid)) {
      const record = artifactUid === undefined || !isStoreUri(uri) ? undefined : await this.#tracking.getArtifact(parseArtifactUri(uri));
      const id = artifactUid ?? uri;
      if (record !== undefined) {
        this.addArtifact(record);
        inputs.push(record);
      } else this.nodes.set(id, artifactUid === undefined ? { type: 'file', id } : { type: 'artifact', id, uri });
      this.#addEdge({ type: 'read', from: id, to: artifact.runUid, key });
    }
    return inputs;
  }

  /** The runs that have read it, and what they logged. */
  async readersOf(artifact: ArtifactRecord): Promise<readonly ArtifactRecord[]> {
    const outputs: ArtifactRecord[] = [];
    for (const { runUid, key } of await this.#tracking.consumers(artifact.uid)) {
      const isNew = !this.nodes.has(runUid);
      if (!(await this.#addRun(runUid))) continue;
      this.#addEdge({ type: 'read', from: artifact.uid, to: runUid, key });
      for (const record of isNew ? await this.#tracking.listArtifacts({ runUid, includePending: true }) : []) {
        this.addArtifact(record);
        this.#addEdge({ type: 'logged', from: runUid, to: record.uid, key: record.key });
        outputs.push(record);
      }
    }
    return outputs;
  }

  async #addRun(uid: string): Promise<boolean> {
    if (this.nodes.has(uid)) return true;
    const run = await this.#tracking.getRun(uid);
    if (run !== undefined) this.nodes.set(uid, { type: 'run', id: uid, run });
    return run !== undefined;
  }

  #addEdge(edge: LineageEdge): void {
    this.edges.set(JSON.stringify(edge), edge);
  }
}
