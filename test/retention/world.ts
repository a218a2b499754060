import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ArtifactStore } from '../../src/artifacts/index.js';
import { DIRECTORY_MEDIA_TYPE } from '../../src/artifacts/index.js';
import { formatManifest } from '../../src/artifacts/directories/manifest.js';
import type { RetentionRules } from '../../src/retention/index.js';
import type { ArtifactDraft, TrackingStore } from '../../src/tracking/index.js';
import { draft, newUid, numbered, opening } from '../contracts/tracking-store/story.js';

export const DAY = 24 * 60 * 60 * 1000;

/** How a run goes: `retried` completes in an attempt of its own, `resumed` adopts what its first attempt had logged. */
export const ENDINGS = ['completed', 'error', 'running', 'retried', 'resumed'] as const;

const artifact = fc.record({
  name: fc.constantFrom('a', 'b'),
  text: fc.nat(5),
  /** Files of a directory; an ordinary body when there are none. */
  files: fc.array(fc.nat(5), { maxLength: 2 }),
  isTagged: fc.boolean(),
  isInOnce: fc.boolean(),
});

const run = fc.record({
  project: fc.constantFrom('p', 'q'),
  /** Days. */
  age: fc.nat(9),
  ending: fc.constantFrom(...ENDINGS, 'completed' as const),
  /** An earlier run whose step it is. */
  parent: fc.option(fc.nat(5), { nil: undefined, freq: 3 }),
  artifacts: fc.array(artifact, { maxLength: 3 }),
  /** Of what was published before it. */
  reads: fc.array(fc.nat(20), { maxLength: 2 }),
});

/** Runs in their order, bodies that nobody ever recorded, and rules. */
export const worlds = fc.record({
  runs: fc.array(run, { maxLength: 10 }),
  orphans: fc.array(fc.nat(8), { maxLength: 3 }),
  rules: fc.record(
    {
      keepVersions: fc.integer({ min: 1, max: 3 }),
      // Half a day, so that no age is on the border.
      olderThanMillis: fc.nat(9).map((days) => (days + 0.5) * DAY),
      runsOlderThanMillis: fc.nat(9).map((days) => (days + 0.5) * DAY),
      abandoned: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
});
type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;
type RunPlan = World['runs'][number];

/** A run of the world. */
interface ModelRun {
  readonly uid: string;
  readonly plan: RunPlan;
  readonly parent: ModelRun | undefined;
  readonly reads: readonly ModelArtifact[];
}

/** A record of the world. */
interface ModelArtifact {
  readonly uid: string;
  readonly run: ModelRun;
  readonly name: string;
  /** Digests of all that it reaches. */
  readonly bodies: readonly string[];
  readonly isPublished: boolean;
  readonly isResumable: boolean;
  version: number;
  isTagged: boolean;
}

/** What a world was made of. */
export interface Model {
  readonly runs: readonly ModelRun[];
  readonly artifacts: readonly ModelArtifact[];
}

/** Does what the world says with real stores. */
export async function make(world: World, stores: { tracking: TrackingStore; artifacts: ArtifactStore }, now: number): Promise<Model> {
  const runs: ModelRun[] = [];
  const artifacts: ModelArtifact[] = [];
  for (const text of world.orphans) await stores.artifacts.put('p', bytesOf(text));
  for (const plan of world.runs) {
    const published = artifacts.filter(({ isPublished }) => isPublished);
    const reads = plan.reads.flatMap((index) => published[index % (published.length || 1)] ?? []);
    const made: ModelRun = { uid: newUid(), plan, reads, parent: plan.parent === undefined ? undefined : runs[plan.parent] };
    runs.push(made);
    artifacts.push(...(await execute(made, stores, now)));
  }
  for (const record of await stores.tracking.listArtifacts({})) {
    const found = artifacts.find(({ uid }) => uid === record.uid);
    if (found !== undefined) Object.assign(found, { version: record.version, isTagged: record.tags.length > 0 });
  }
  return { runs, artifacts };
}

async function execute(run: ModelRun, stores: { tracking: TrackingStore; artifacts: ArtifactStore }, now: number) {
  const { tracking } = stores;
  const { uid, plan, parent, reads } = run;
  const time = now - plan.age * DAY;
  const inputs = Object.fromEntries(reads.map((read, index) => [`k${index}`, { uri: `store://p/x^${read.uid}`, artifactUid: read.uid }]));
  const open = opening(uid, { time, inputs, run: { project: plan.project, ...(parent === undefined ? {} : { parentUid: parent.uid }) } });
  await tracking.openAttempt(open);
  const logged = await Promise.all(plan.artifacts.map((one) => log(run, one, stores.artifacts)));
  const isResumed = plan.ending === 'resumed';
  const events = logged.flatMap(({ artifact: logs, isInOnce, key }, index) => [
    { type: 'artifact', artifact: logs } as const,
    // Its own event and the one before it.
    ...(isInOnce || isResumed ? [{ type: 'once', key: `${key}${index}`, from: -1, value: 1 } as const] : []),
  ]);
  const placed = numbered(events).map((event) => ({ ...event, time, ...(event.type === 'once' ? { from: event.seq - 1 } : {}) }));
  await tracking.append([{ uid, attempt: 1, events: placed }]);
  const again = plan.ending === 'retried' || isResumed;
  if (again) await tracking.openAttempt({ ...open, nonce: newUid() });
  for (const { type, seq } of isResumed ? placed : []) {
    if (type === 'once') await tracking.adopt({ uid, attempt: 2, fromAttempt: 1, from: seq - 1, to: seq, at: seq - 1 });
  }
  const state = plan.ending === 'error' ? 'error' : 'completed';
  if (plan.ending !== 'running') await tracking.closeAttempt({ uid, attempt: again ? 2 : 1, time, state, summary: {} });
  const isPublished = plan.ending === 'completed' || isResumed;
  return logged.map(({ artifact: { uid: artifactUid }, bodies, key, isInOnce }): ModelArtifact => {
    const isResumable = isInOnce && plan.ending === 'error';
    return { uid: artifactUid, run, name: `${plan.project}/${key}`, bodies, isPublished, isResumable, version: 0, isTagged: false };
  });
}

async function log({ plan: { project } }: ModelRun, one: RunPlan['artifacts'][number], store: ArtifactStore) {
  const files = await Promise.all(
    [...new Set(one.files)].map(async (text) => ({ path: `f${text}`, ...(await store.put(project, bytesOf(text))) })),
  );
  const body = await store.put(project, files.length === 0 ? bytesOf(one.text) : formatManifest(files));
  const mediaType = files.length === 0 ? 'text/plain' : DIRECTORY_MEDIA_TYPE;
  const tags = one.isTagged ? ['prod'] : [];
  const logged: ArtifactDraft = draft(one.name, { ...body, mediaType, tags });
  return { artifact: logged, key: one.name, isInOnce: one.isInOnce, bodies: [body, ...files].map(({ sha256 }) => `${project}/${sha256}`) };
}

/** What the rules keep, said plainly: grown until nothing more follows. */
export function expected({ runs, artifacts }: Model, rules: RetentionRules) {
  const isOver = (run: ModelRun): boolean => run.plan.ending !== 'running' && (run.parent === undefined || isOver(run.parent));
  const isPast = (run: ModelRun, limit: number | undefined) => limit !== undefined && run.plan.age * DAY > limit;
  const keptRuns = new Set(runs.filter((run) => !(isOver(run) && isPast(run, rules.runsOlderThanMillis))));
  const hasVersionRules = rules.keepVersions !== undefined || rules.olderThanMillis !== undefined;
  const isExpired = (artifact: ModelArtifact) => {
    if (!artifact.isPublished || !hasVersionRules) return false;
    const newer = artifacts.filter((other) => other.isPublished && other.name === artifact.name && other.version > artifact.version);
    const isBehind = rules.keepVersions === undefined || new Set(newer.map(({ version }) => version)).size >= rules.keepVersions;
    return isBehind && (rules.olderThanMillis === undefined || isPast(artifact.run, rules.olderThanMillis));
  };
  const isHeld = (artifact: ModelArtifact) =>
    artifact.isTagged ||
    (artifact.isPublished && hasVersionRules && !isExpired(artifact)) ||
    [...keptRuns].some(({ reads }) => reads.includes(artifact));
  for (let before = -1; before !== keptRuns.size;) {
    before = keptRuns.size;
    for (const artifact of artifacts) if (isHeld(artifact)) keptRuns.add(artifact.run);
    for (const run of runs) {
      if (run.parent === undefined) continue;
      if (keptRuns.has(run)) keptRuns.add(run.parent);
      if (keptRuns.has(run.parent)) keptRuns.add(run);
    }
  }
  const keptArtifacts = artifacts.filter((artifact) => {
    if (!keptRuns.has(artifact.run)) return false;
    if (isHeld(artifact) || !isOver(artifact.run)) return true;
    return artifact.isPublished ? !isExpired(artifact) : rules.abandoned !== true || artifact.isResumable;
  });
  return {
    runs: [...keptRuns].map(({ uid }) => uid).toSorted(),
    artifacts: keptArtifacts.map(({ uid }) => uid).toSorted(),
    bodies: [...new Set(keptArtifacts.flatMap(({ bodies }) => bodies))].toSorted(),
  };
}

function bytesOf(text: number): Uint8Array {
  return new TextEncoder().encode(`text ${text}`);
}

/** The digest of a body's target, with its project. */
export function bodyName(project: string, target: string): string {
  return `${project}/${/[0-9a-f]{64}$/.exec(target)?.[0] ?? createHash('sha256').update(target).digest('hex')}`;
}
