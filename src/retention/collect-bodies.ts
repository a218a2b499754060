import type { ArtifactStore } from '../artifacts/index.js';
import { DIRECTORY_MEDIA_TYPE, bodiesOf } from '../artifacts/index.js';
import { BodyNotFoundError } from '../core/index.js';
import type { ArtifactRecord } from '../core/index.js';
import type { TrackingStore } from '../tracking/index.js';

const BATCH = 500;

/** A body that no record reaches. */
export interface UnreachedBody {
  readonly target: string;
  /** Bytes. */
  readonly size: number;
}

/** What to go through. */
export interface CollectBodiesOptions {
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactStore;
  readonly project: string;
  /** Bodies that were put, or counted on, after this are left alone: their records may be on their way. */
  readonly before: Date;
  readonly dryRun: boolean;
  /** Records that count as gone: of a dry run. */
  readonly isGone: (record: ArtifactRecord) => boolean;
}

/**
 * Deletes the bodies of a project that no record reaches, and gives them.
 *
 * Safe beside whoever logs. A body is put, or found there and its age renewed, before its record is written; records are looked at after the body was listed,
 * and again before it is deleted; and the store deletes nothing that was renewed meanwhile. So a body can only be lost to a record that is written longer
 * after its body than the grace time.
 *
 * @throws {BodyNotFoundError} @throws {ArtifactCorruptError} @throws {InvalidDirectoryError} when a directory's manifest cannot be read: nothing of its
 * project is deleted then, since nobody knows what it reaches. One that has been missing for longer than the grace time reaches nothing.
 */
export async function* collectBodies(options: CollectBodiesOptions): AsyncGenerator<UnreachedBody, void, undefined> {
  const { artifacts, project, before, dryRun } = options;
  const inDirectories = await reachedByDirectories(options);
  for await (const targets of batches(artifacts.list(project))) {
    const unreached = (await withoutRecords(options, targets)).filter((target) => !inDirectories.has(digestOf(target)));
    const old = await oldOnes(artifacts, unreached, before);
    const gone = dryRun ? old : await stillWithoutRecords(options, old);
    for (const body of gone) if (dryRun || (await artifacts.deleteUnused(body.target, before))) yield body;
  }
}

// The digest says which body it is: a record may name a place that the store has moved away from.
async function withoutRecords(options: CollectBodiesOptions, targets: readonly string[]): Promise<readonly string[]> {
  const { tracking, artifacts, project, isGone } = options;
  const records = await tracking.recordsOfBodies({ project, sha256: targets.map(digestOf) });
  const reached = new Set(records.filter((record) => !isGone(record) && artifacts.owns(record.target)).map(({ sha256 }) => sha256));
  return targets.filter((target) => !reached.has(digestOf(target)));
}

async function stillWithoutRecords(options: CollectBodiesOptions, bodies: readonly UnreachedBody[]): Promise<readonly UnreachedBody[]> {
  if (bodies.length === 0) return [];
  const targets = new Set(
    await withoutRecords(
      options,
      bodies.map(({ target }) => target),
    ),
  );
  return bodies.filter(({ target }) => targets.has(target));
}

async function oldOnes(artifacts: ArtifactStore, targets: readonly string[], before: Date): Promise<readonly UnreachedBody[]> {
  const found: UnreachedBody[] = [];
  for (const target of targets) {
    const body = await artifacts.stat(target);
    if (body !== undefined && body.modified <= before) found.push({ target, size: body.size });
  }
  return found;
}

async function reachedByDirectories({ tracking, artifacts, project, isGone, before }: CollectBodiesOptions): Promise<ReadonlySet<string>> {
  const reached = new Set<string>();
  const read = new Set<string>();
  for (const record of await tracking.recordsOfBodies({ project, mediaType: DIRECTORY_MEDIA_TYPE })) {
    if (isGone(record) || read.has(record.sha256)) continue;
    read.add(record.sha256);
    try {
      for await (const target of bodiesOf(record, artifacts)) if (artifacts.owns(target)) reached.add(digestOf(target));
    } catch (error) {
      // A manifest that is gone reaches nothing; one that is on its way may.
      if (!(error instanceof BodyNotFoundError) || new Date(record.created) > before) throw error;
    }
  }
  return reached;
}

function digestOf(target: string): string {
  return /([0-9a-f]{64})(?:\?.*)?$/.exec(target)?.[1] ?? target;
}

async function* batches(targets: AsyncIterable<string>): AsyncGenerator<readonly string[], void, undefined> {
  let batch: string[] = [];
  for await (const target of targets) {
    batch.push(target);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
