import { InUseError, InvalidArgumentError } from '../core/index.js';
import type { ArtifactRecord } from '../core/index.js';
import type { Blocker, RemovalRequest, TrackingStore } from '../tracking/index.js';

/** How something is deleted. */
export interface DeleteOptions {
  /** Although something still needs it. Default false. */
  readonly force?: boolean;
}

/** What was deleted. */
export interface Deleted {
  readonly runs: number;
  /** Records: those of the runs among them. */
  readonly artifacts: number;
}

/** Removes a run and, of a pipeline, its steps. */
export async function deleteRun(tracking: TrackingStore, uid: string, options: DeleteOptions): Promise<Deleted> {
  const runs = [uid];
  for (let start = 0; start < runs.length; start++) {
    const parentUid = runs[start] ?? '';
    for (let offset = 0, more = true; more; offset += 1000) {
      const steps = await tracking.listRuns({ parentUid, limit: 1000, offset });
      runs.push(...steps.map((step) => step.uid));
      more = steps.length === 1000;
    }
  }
  return remove(tracking, `Run ${uid}`, { runs, artifacts: [], ...options });
}

/** Removes the record of an artifact. */
export function deleteArtifact(tracking: TrackingStore, { uri, uid }: ArtifactRecord, options: DeleteOptions): Promise<Deleted> {
  return remove(tracking, uri, { runs: [], artifacts: [uid], ...options });
}

async function remove(tracking: TrackingStore, what: string, request: RemovalRequest): Promise<Deleted> {
  const { blockers, runs, artifacts } = await tracking.remove(request);
  const running = blockers.find(({ reason }) => reason === 'running');
  if (running !== undefined) {
    throw new InvalidArgumentError(
      `${what} cannot be deleted: run ${running.uid} is not over (${running.by}). Wait for its end, or stop it: tidemark runs abort ${running.uid}`,
    );
  }
  if (blockers.length > 0) throw new InUseError(what, blockers.map(reasonOf));
  return { runs, artifacts };
}

function reasonOf({ reason, uid, by }: Blocker): string {
  switch (reason) {
    case 'running':
      return `run ${uid} is not over (${by})`;
    case 'pipeline':
      return `run ${uid} is a step of pipeline ${by}, which is not over: it may hand on what the step logged`;
    case 'steps':
      return `run ${by} is a step of it`;
    case 'tagged':
      return `the tag ${by} is on artifact ${uid}`;
    case 'read':
      return `run ${by} has read artifact ${uid}`;
  }
}
