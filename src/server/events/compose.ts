import type { Change, EventSpan, TrackingStore } from '../../tracking/index.js';
import { artifactOnWire, lineOnWire, runOnWire } from '../on-wire.js';
import { pointsOnWire } from '../series-on-wire.js';
import { encodeEvent } from './message.js';

/** Who wants to know what: all viewers together, or one. */
interface Interest {
  watches(change: Change): boolean;
  watchesInside(change: Change): boolean;
}

/** An event, with the change that decides who gets it. */
export interface Composed {
  readonly change: Change;
  /** Only for those who watch the run itself. */
  readonly inside: boolean;
  readonly block: Uint8Array;
}

/** What changed about one run, taken together. */
interface RunChanges {
  readonly change: Change;
  record: boolean;
  removed: boolean;
  readonly spans: Map<number, EventSpan>;
  readonly artifactUids: Set<string>;
}

/** An event has at most so many lines or points: what a browser takes in at a time. */
const MOST_IN_EVENT = 2000;

/** Reads what the changes are about, each thing once however many want it, and nothing that nobody wants. */
export async function compose(tracking: TrackingStore, changes: readonly Change[], interest: Interest): Promise<readonly Composed[]> {
  const runs = [...gather(changes).values()].filter(({ change }) => interest.watches(change));
  const uids = runs.filter(({ record, removed }) => record && !removed).map(({ change }) => change.uid);
  const records = uids.length === 0 ? [] : await tracking.listRuns({ uids, limit: uids.length });
  const byUid = new Map(records.map((run) => [run.uid, run]));
  const composed: Composed[] = [];
  for (const run of runs) {
    const { change, removed } = run;
    const record = byUid.get(change.uid);
    if (removed) composed.push({ change, inside: false, block: encodeEvent('removed', { uid: change.uid, project: change.project }) });
    else if (record !== undefined) composed.push({ change, inside: false, block: encodeEvent('run', runOnWire(record)) });
    if (removed) continue;
    if (run.artifactUids.size > 0) composed.push(...(await artifactsOf(tracking, run, { uids: run.artifactUids, inside: false })));
    if (interest.watchesInside(change)) composed.push(...(await logged(tracking, run)));
  }
  return composed;
}

function gather(changes: readonly Change[]): ReadonlyMap<string, RunChanges> {
  const runs = new Map<string, RunChanges>();
  for (const change of changes) {
    const known = runs.get(change.uid);
    const run = known ?? { change, record: false, removed: false, spans: new Map(), artifactUids: new Set() };
    if (known === undefined) runs.set(change.uid, run);
    if (change.removed === true) run.removed = true;
    else if (change.artifactUid !== undefined) run.artifactUids.add(change.artifactUid);
    else if (change.events === undefined || change.events.values || change.events.artifacts) run.record = true;
    if (change.events !== undefined) widen(run.spans, change.events);
  }
  return runs;
}

/** One span for each attempt. What lies between two of them is sent again, which changes nothing for who has it. */
function widen(spans: Map<number, EventSpan>, span: EventSpan): void {
  const known = spans.get(span.attempt) ?? span;
  spans.set(span.attempt, {
    attempt: span.attempt,
    first: Math.min(known.first, span.first),
    last: Math.max(known.last, span.last),
    logs: known.logs || span.logs,
    metrics: known.metrics || span.metrics,
    artifacts: known.artifacts || span.artifacts,
    values: known.values || span.values,
  });
}

async function logged(tracking: TrackingStore, run: RunChanges): Promise<readonly Composed[]> {
  const { change, spans } = run;
  const composed: Composed[] = [];
  for (const span of spans.values()) {
    if (!span.logs && !span.metrics && !span.artifacts) continue;
    const found = await tracking.loggedIn(change.uid, span);
    const of = { uid: change.uid, attempt: span.attempt };
    for (const lines of parts(found.lines)) {
      composed.push({ change, inside: true, block: encodeEvent('logs', { ...of, lines: lines.map(lineOnWire) }) });
    }
    for (const points of parts(found.points.toSorted(byKey))) {
      composed.push({ change, inside: true, block: encodeEvent('metrics', { ...of, series: pointsOnWire(points) }) });
    }
    composed.push(...(await artifactsOf(tracking, run, { uids: new Set(found.artifactUids), inside: true })));
  }
  return composed;
}

async function artifactsOf(
  tracking: TrackingStore,
  { change }: RunChanges,
  { uids, inside }: { uids: ReadonlySet<string>; inside: boolean },
): Promise<readonly Composed[]> {
  const found = await Promise.all(Array.from(uids, (uid) => tracking.listArtifacts({ uid, runUid: change.uid })));
  const artifacts = found.flat().map(artifactOnWire);
  return artifacts.length === 0 ? [] : [{ change, inside, block: encodeEvent('artifacts', { uid: change.uid, artifacts }) }];
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function parts<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / MOST_IN_EVENT);
  return Array.from({ length: count }, (_, index) => items.slice(index * MOST_IN_EVENT, (index + 1) * MOST_IN_EVENT));
}
