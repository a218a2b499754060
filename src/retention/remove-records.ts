import type { Blocker, TrackingStore } from '../tracking/index.js';
import type { RemovalPlan } from './plan-removal.js';

const BATCH = 50;

/** What goes together, or not at all. */
interface Unit {
  readonly runs: readonly string[];
  readonly artifacts: readonly string[];
  /** The run that stays, of an artifact. */
  readonly of?: string;
}

/**
 * Removes what was planned, some at a time. Each transaction looks again whether something needs what it removes: what was tagged, read or opened since the
 * plan was made stays. Gives the uids of what is gone.
 */
export async function removeRecords(tracking: TrackingStore, plan: RemovalPlan): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  let waiting: readonly Unit[] = [
    ...families(plan),
    ...plan.artifacts.map(({ uid, runUid }): Unit => ({ runs: [], artifacts: [uid], of: runUid })),
  ];
  // What was in the way in one pass may be gone after it.
  for (let before = -1; before !== gone.size && waiting.length > 0;) {
    before = gone.size;
    const left: Unit[] = [];
    for (let start = 0; start < waiting.length; start += BATCH) {
      left.push(...(await removeUnits(tracking, waiting.slice(start, start + BATCH), gone)));
    }
    waiting = left;
  }
  return gone;
}

/** All of them that can go; gives those that cannot. */
async function removeUnits(tracking: TrackingStore, units: readonly Unit[], gone: Set<string>): Promise<readonly Unit[]> {
  const left: Unit[] = [];
  for (let going = units; going.length > 0;) {
    const runs = going.flatMap((unit) => unit.runs);
    const artifacts = going.flatMap((unit) => unit.artifacts);
    const { blockers } = await tracking.remove({ runs, artifacts, latestHolds: true });
    if (blockers.length === 0) {
      for (const uid of [...runs, ...artifacts]) gone.add(uid);
      break;
    }
    const free = going.filter((unit) => !isBlocked(unit, blockers));
    left.push(...going.filter((unit) => !free.includes(unit)));
    if (free.length === going.length) throw new Error(`nothing to be removed is what ${JSON.stringify(blockers)} says`);
    going = free;
  }
  return left;
}

/** A run is held by what holds any of its artifacts; an artifact out of a run by what holds itself, or the run as such. */
function isBlocked({ runs, artifacts, of }: Unit, blockers: readonly Blocker[]): boolean {
  return blockers.some(({ uid, runUid }) => runs.includes(runUid) || artifacts.includes(uid) || (runs.length === 0 && of === uid));
}

/** A pipeline and its steps go together. In the order of the plan: newest first, so that readers go before what they read. */
function families({ runs }: RemovalPlan): readonly Unit[] {
  const parents = new Map(runs.map(({ uid, parentUid }) => [uid, parentUid]));
  const rootOf = (uid: string): string => {
    const parent = parents.get(uid);
    return parent === undefined || !parents.has(parent) ? uid : rootOf(parent);
  };
  const byRoot = new Map<string, string[]>();
  for (const { uid } of runs) byRoot.set(rootOf(uid), [...(byRoot.get(rootOf(uid)) ?? []), uid]);
  return Array.from(byRoot.values(), (uids) => ({ runs: uids, artifacts: [] }));
}
