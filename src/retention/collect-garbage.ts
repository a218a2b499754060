import type { ArtifactStore } from '../artifacts/index.js';
import { checkKey } from '../core/index.js';
import type { ArtifactRecord } from '../core/index.js';
import type { InventoryArtifact, InventoryRun, TrackingStore } from '../tracking/index.js';
import { collectBodies } from './collect-bodies.js';
import type { UnreachedBody } from './collect-bodies.js';
import { planRemoval } from './plan-removal.js';
import type { RemovalPlan } from './plan-removal.js';
import { removeRecords } from './remove-records.js';
import { checkMillis, checkRules } from './rules.js';
import type { RetentionRules } from './rules.js';

const DEFAULT_GRACE_MILLIS = 24 * 60 * 60 * 1000;

/** What is collected. Without a rule only bodies that no record reaches are. */
export interface GarbageOptions extends RetentionRules {
  /** Default: all projects. */
  readonly project?: string;
  /** Deletes nothing, and says what would go. Default false. */
  readonly dryRun?: boolean;
  /**
   * Bodies younger than this stay, whether or not a record reaches them: it may be on its way. Longer than the longest outage of the tracking store; 0 only
   * while nothing logs. Default 24 hours.
   */
  readonly graceMillis?: number;
}

/** What went, or would go. */
export interface Garbage {
  readonly dryRun: boolean;
  readonly runs: readonly Pick<InventoryRun, 'uid' | 'name'>[];
  /** Out of runs that stay. */
  readonly artifacts: readonly Pick<InventoryArtifact, 'uid' | 'project' | 'kind' | 'dbKey' | 'version' | 'state'>[];
  readonly bodies: readonly UnreachedBody[];
  /** Of the bodies. */
  readonly bytes: number;
}

interface Stores {
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactStore;
}

/**
 * Removes the records that the rules let go, and then the bodies that no record reaches. Safe beside runs, and when it is stopped in the middle: the next one
 * goes on.
 *
 * @throws {InvalidArgumentError} for rules that make no sense.
 */
export async function collectGarbage({ tracking, artifacts }: Stores, options: GarbageOptions = {}): Promise<Garbage> {
  checkRules(options);
  checkMillis('graceMillis', options.graceMillis);
  const { dryRun = false, graceMillis = DEFAULT_GRACE_MILLIS, project } = options;
  if (project !== undefined) checkKey(project, 'Project');
  const now = Date.now();
  const plan = hasRules(options) ? planRemoval(await tracking.inventory(project), options, now) : { runs: [], artifacts: [] };
  const gone = dryRun ? uidsOf(plan) : await removeRecords(tracking, plan);
  const isGone = ({ uid, runUid }: ArtifactRecord) => dryRun && (gone.has(uid) || gone.has(runUid));
  const projects = project === undefined ? await allProjects({ tracking, artifacts }) : [project];
  const bodies: UnreachedBody[] = [];
  for (const one of projects) {
    const collected = collectBodies({ tracking, artifacts, project: one, before: new Date(now - graceMillis), dryRun, isGone });
    for await (const body of collected) bodies.push(body);
  }
  return {
    dryRun,
    runs: plan.runs.filter(({ uid }) => gone.has(uid)).map(({ uid, name }) => ({ uid, name })),
    artifacts: plan.artifacts
      .filter(({ uid }) => gone.has(uid))
      .map(({ uid, project: of, kind, dbKey, version, state }) => ({ uid, project: of, kind, dbKey, version, state })),
    bodies,
    bytes: bodies.reduce((sum, { size }) => sum + size, 0),
  };
}

// Runs of a project may all be gone, and a body may never have had one.
async function allProjects({ tracking, artifacts }: Stores): Promise<readonly string[]> {
  return [...new Set([...(await tracking.projects()), ...(await artifacts.projects())])].toSorted();
}

function hasRules({ keepVersions, olderThanMillis, runsOlderThanMillis, abandoned }: RetentionRules): boolean {
  return keepVersions !== undefined || olderThanMillis !== undefined || runsOlderThanMillis !== undefined || abandoned === true;
}

function uidsOf({ runs, artifacts }: RemovalPlan): ReadonlySet<string> {
  return new Set([...runs, ...artifacts].map(({ uid }) => uid));
}
