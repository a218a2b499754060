import { createHash, randomUUID } from 'node:crypto';
import type { ArtifactDraft, OpenAttempt, TrackingEvent, TrackingStore } from '../../../src/tracking/index.js';

/** What every part of the suite works with: an empty store, a new one for each test. */
export type OpenedStore = () => TrackingStore;

/** 2026-01-02T03:04:05.678Z. */
export const T0 = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** 32 hex digits, new each time. */
export function newUid(): string {
  return randomUUID().replaceAll('-', '');
}

/** An opening of a step's run by a new execution. */
export function opening(uid: string, changes: Partial<Omit<OpenAttempt, 'run'>> & { run?: Partial<OpenAttempt['run']> } = {}): OpenAttempt {
  return {
    nonce: newUid(),
    labels: {},
    parameters: {},
    inputs: {},
    time: T0,
    ...changes,
    run: { uid, name: 'train', project: 'demo', kind: 'step', ...changes.run },
  };
}

/** The digest of a body that says this. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An artifact under its own uid and the db key `train_<key>`, with a body of its own. */
export function draft(key: string, changes: Partial<ArtifactDraft> = {}): ArtifactDraft {
  const uid = changes.uid ?? newUid();
  const sha256 = changes.sha256 ?? digestOf(uid);
  return {
    uid,
    kind: 'artifact',
    key,
    dbKey: `train_${key}`,
    mediaType: 'text/plain',
    size: 3,
    sha256,
    target: `file:///bodies/demo/${sha256.slice(0, 2)}/${sha256}`,
    labels: {},
    spec: {},
    status: {},
    tags: [],
    ...changes,
  };
}

type Unnumbered<E> = E extends TrackingEvent ? Omit<E, 'seq' | 'time'> : never;

/** Numbers events from `first` on, a millisecond apart. */
export function numbered(events: readonly Unnumbered<TrackingEvent>[], first = 1): readonly TrackingEvent[] {
  return events.map((event, index) => ({ ...event, seq: first + index, time: T0 + first + index }) as TrackingEvent);
}

/** Opens a run, appends the events to it, and leaves it running. */
export async function logged(store: TrackingStore, request: OpenAttempt, events: readonly Unnumbered<TrackingEvent>[]): Promise<number> {
  const { attempt } = await store.openAttempt(request);
  const [refusal] = await store.append([{ uid: request.run.uid, attempt, events: numbered(events) }]);
  if (refusal !== undefined) throw refusal;
  return attempt;
}

/** As {@link logged}, and closes it as completed a second after its start. */
export async function completed(store: TrackingStore, request: OpenAttempt, events: readonly Unnumbered<TrackingEvent>[]): Promise<number> {
  const attempt = await logged(store, request, events);
  await store.closeAttempt({ uid: request.run.uid, attempt, time: request.time + 1000, state: 'completed', summary: {} });
  return attempt;
}

/** What a run shows, without its names and times: the URIs of its artifacts without their tree. */
export async function visible(store: TrackingStore, uid: string): Promise<unknown> {
  const { uid: _uid, attempt: _attempt, attempts: _attempts, artifacts = {}, ...run } = (await store.getRun(uid)) ?? {};
  const uris = Object.entries(artifacts).map(([key, uri]) => [key, uri.replace(/@.*\^/, '^')]);
  return { run, artifacts: uris, metrics: await store.metrics(uid), logs: await store.logs(uid) };
}
