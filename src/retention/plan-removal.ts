import type { Inventory, InventoryArtifact, InventoryRun } from '../tracking/index.js';
import type { RetentionRules } from './rules.js';

/** What goes: runs with all they logged, and records out of runs that stay. Newest first. */
export interface RemovalPlan {
  readonly runs: readonly InventoryRun[];
  readonly artifacts: readonly InventoryArtifact[];
}

/**
 * What the rules let go, and nothing that is kept refers to. Kept is
 *
 * - a run that is not past its time or not over; with it its pipeline, its steps, and every version that it read;
 * - a version that has a tag, or that is not past its time by the rules for versions; with it the run that logged it;
 * - what a run that has not completed may still resume from.
 *
 * @param now - Epoch milliseconds.
 */
export function planRemoval(inventory: Inventory, rules: RetentionRules, now: number): RemovalPlan {
  const artifacts = merged(inventory.artifacts);
  const family = new Family(inventory.runs);
  const expired = expiredVersions(artifacts, rules, now);
  const hasVersionRules = rules.keepVersions !== undefined || rules.olderThanMillis !== undefined;
  const isExpiredRun = (run: InventoryRun) =>
    rules.runsOlderThanMillis !== undefined && family.isOver(run) && now - run.time > rules.runsOlderThanMillis;
  // What may go out of a run that stays.
  const mayGo = ({ uid, runUid, state, isResumable }: InventoryArtifact) =>
    family.isOver(family.get(runUid)) && (state === 'published' ? expired.has(uid) : rules.abandoned === true && !isResumable);
  // What makes its run stay.
  const holds = (artifact: InventoryArtifact) =>
    artifact.isTagged || (artifact.state === 'published' && hasVersionRules && !expired.has(artifact.uid));

  const reads = groupBy(inventory.reads, ({ runUid }) => runUid);
  const kept = new Kept(family, (run) => (reads.get(run) ?? []).map(({ artifactUid }) => artifacts.get(artifactUid)));
  for (const { runUid } of inventory.reads) if (family.get(runUid) === undefined) kept.addRun(runUid);
  for (const run of inventory.runs) if (!isExpiredRun(run)) kept.addRun(run.uid);
  for (const artifact of artifacts.values()) if (holds(artifact)) kept.addArtifact(artifact);

  return {
    runs: inventory.runs.filter(({ uid }) => !kept.runs.has(uid)),
    artifacts: [...artifacts.values()].filter(
      (artifact) => kept.runs.has(artifact.runUid) && !kept.artifacts.has(artifact.uid) && mayGo(artifact),
    ),
  };
}

/** What is kept, with all that follows from it. */
class Kept {
  readonly runs = new Set<string>();
  readonly artifacts = new Set<string>();
  readonly #family: Family;
  readonly #readBy: (run: string) => readonly (InventoryArtifact | undefined)[];

  constructor(family: Family, readBy: (run: string) => readonly (InventoryArtifact | undefined)[]) {
    this.#family = family;
    this.#readBy = readBy;
  }

  addArtifact({ uid, runUid }: InventoryArtifact): void {
    this.artifacts.add(uid);
    this.addRun(runUid);
  }

  // A list of what is to do rather than a call in a call: a lineage may be thousands of runs long.
  addRun(uid: string): void {
    const waiting = [uid];
    for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) {
      if (this.runs.has(run)) continue;
      this.runs.add(run);
      waiting.push(...this.#family.of(run));
      for (const artifact of this.#readBy(run)) {
        if (artifact === undefined) continue;
        this.artifacts.add(artifact.uid);
        waiting.push(artifact.runUid);
      }
    }
  }
}

/** Runs and the pipelines that they are steps of. */
class Family {
  readonly #runs: ReadonlyMap<string, InventoryRun>;
  readonly #children: ReadonlyMap<string, readonly InventoryRun[]>;

  constructor(runs: readonly InventoryRun[]) {
    this.#runs = new Map(runs.map((run) => [run.uid, run]));
    this.#children = groupBy(
      runs.filter(({ parentUid }) => parentUid !== undefined),
      ({ parentUid = '' }) => parentUid,
    );
  }

  get(uid: string): InventoryRun | undefined {
    return this.#runs.get(uid);
  }

  /** The run and every pipeline above it; one that is not in the inventory, of another project, may not be. */
  isOver(run: InventoryRun | undefined): boolean {
    if (run?.isOver !== true) return false;
    return run.parentUid === undefined || this.isOver(this.#runs.get(run.parentUid));
  }

  /** Its pipeline and its steps. */
  of(uid: string): readonly string[] {
    const { parentUid } = this.#runs.get(uid) ?? {};
    return [...(parentUid === undefined ? [] : [parentUid]), ...(this.#children.get(uid) ?? []).map((run) => run.uid)];
  }
}

/** One for each uid: an artifact that several attempts have is published if one of them published it. */
function merged(rows: readonly InventoryArtifact[]): ReadonlyMap<string, InventoryArtifact> {
  const found = new Map<string, InventoryArtifact>();
  for (const row of rows) {
    const other = found.get(row.uid);
    const shown = other?.state === 'published' ? other : row;
    found.set(row.uid, {
      ...shown,
      isTagged: row.isTagged || other?.isTagged === true,
      isResumable: row.isResumable || other?.isResumable === true,
    });
  }
  return found;
}

function expiredVersions(artifacts: ReadonlyMap<string, InventoryArtifact>, rules: RetentionRules, now: number): ReadonlySet<string> {
  const { keepVersions, olderThanMillis } = rules;
  if (keepVersions === undefined && olderThanMillis === undefined) return new Set();
  const published = [...artifacts.values()].filter(({ state }) => state === 'published');
  const expired = new Set<string>();
  for (const versions of groupBy(published, ({ project, kind, dbKey }) => `${project}/${kind}/${dbKey}`).values()) {
    const numbers = [...new Set(versions.map(({ version }) => version))].sort((a, b) => b - a);
    const oldestKept = keepVersions === undefined ? Infinity : (numbers[keepVersions - 1] ?? 0);
    for (const { uid, version, time } of versions) {
      if (version < oldestKept && (olderThanMillis === undefined || now - time > olderThanMillis)) expired.add(uid);
    }
  }
  return expired;
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
