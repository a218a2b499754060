import { StaleAttemptError } from '../../../core/index.js';
import type { TidemarkError } from '../../../core/index.js';
import type { AppendBatch, TrackingEvent } from '../../tracking-store.js';
import { valueOf } from '../rows/current-value.js';
import { columnsOf } from '../rows/event-columns.js';
import { forgetAbandoned } from './adopt.js';
import { insertArtifacts } from './artifact-drafts.js';
import { setValues } from './current-values.js';
import { noteEvents } from './changes.js';
import type { Session } from './database.js';
import { lockAttempts, writable } from './fence.js';
import type { AttemptRow } from './fence.js';
import { pinInputs } from './inputs.js';
import { insertRows } from './insert-rows.js';
import { applyLabels } from './labels.js';
import { addPoints, summariseMetrics } from './metrics.js';

/** An event and the attempt that logged it. */
export interface PlacedEvent<E extends TrackingEvent = TrackingEvent> {
  readonly attempt: AttemptRow;
  readonly event: E;
}

/** All batches, with the reason for each that was refused. */
export async function appendBatches(session: Session, batches: readonly AppendBatch[]): Promise<readonly (TidemarkError | undefined)[]> {
  const attempts = await lockAttempts(session, batches);
  const accepted: PlacedEvent[] = [];
  const write = async () => apply(session, await record(session, accepted.splice(0)));
  const late = new Set<number>();
  const labelled = new Set<number>();
  const answers: (TidemarkError | undefined)[] = [];
  for (const [index, batch] of batches.entries()) {
    const found = attempts[index];
    if (found === undefined) throw new Error(`nothing was asked about batch ${index}`);
    const attempt = batch.late === true ? found : writable(found, batch);
    const refusal = attempt instanceof Error ? attempt : await refuseNews(session, attempt, batch);
    answers.push(refusal);
    if (attempt instanceof Error || attempt.state === 'completed') continue;
    if (batch.replaces === true) {
      // What came before it is to be forgotten too.
      await write();
      await forgetAbandoned(session, attempt.id, batch);
    }
    for (const event of batch.events) accepted.push({ attempt, event });
    if (attempt.state !== 'running') late.add(attempt.id);
    if (batch.replaces === true || batch.events.some(({ type }) => type === 'label')) labelled.add(attempt.id);
  }
  await write();
  if (labelled.size > 0) await applyLabels(session, [...labelled]);
  await summariseMetrics(session, [...late]);
  return answers;
}

/** A completed attempt has published and counted: it is as it is, and a late batch may only repeat what it has. */
async function refuseNews(
  session: Session,
  { id, state }: AttemptRow,
  { uid, attempt, events }: AppendBatch,
): Promise<TidemarkError | undefined> {
  if (state !== 'completed') return undefined;
  const seqs = [...new Set(events.map(({ seq }) => seq))];
  const known = await session.all('SELECT 1 FROM events WHERE attempt_id = ? AND seq = ANY (?)', id, seqs);
  return known.length === seqs.length ? undefined : new StaleAttemptError(uid, attempt, 'it is over (completed)');
}

const EVENTS = {
  table: 'events',
  columns: {
    attempt_id: 'bigint',
    seq: 'bigint',
    time: 'bigint',
    type: 'text',
    key: 'text',
    step: 'double precision',
    num: 'double precision',
    value: 'text',
  },
  otherwise: 'ON CONFLICT DO NOTHING RETURNING attempt_id, seq',
} as const;

/** Writes the events, and gives those whose place was free. */
async function record(session: Session, placed: readonly PlacedEvent[]): Promise<readonly PlacedEvent[]> {
  const byPlace = new Map<string, PlacedEvent>();
  for (const one of placed) {
    const place = `${one.attempt.id} ${one.event.seq}`;
    if (!byPlace.has(place)) byPlace.set(place, one);
  }
  const rows = Array.from(byPlace.values(), ({ attempt, event }) => {
    const { key = null, step = null, num = null, value = null } = columnsOf(event);
    return [attempt.id, event.seq, event.time, event.type, key, step, num, value];
  });
  const fresh = await insertRows<{ attempt_id: number; seq: number }>(session, EVENTS, rows);
  return fresh.flatMap(({ attempt_id: id, seq }) => byPlace.get(`${id} ${seq}`) ?? []);
}

/** Brings what is current up to date. */
async function apply(session: Session, placed: readonly PlacedEvent[]): Promise<void> {
  await Promise.all([
    setValues(
      session,
      placed.flatMap(({ attempt, event }) => {
        const value = valueOf(event);
        return value === undefined ? [] : { attemptId: attempt.id, ...value };
      }),
    ),
    addPoints(session, ofType(placed, 'metric')),
    insertArtifacts(session, ofType(placed, 'artifact')),
    noteEvents(session, placed),
    ...ofType(placed, 'input').map(async ({ attempt, event }) => {
      if (!attempt.superseded) await pinInputs(session, attempt.run_id, { [event.key]: event.input });
    }),
  ]);
}

function ofType<T extends TrackingEvent['type']>(
  placed: readonly PlacedEvent[],
  type: T,
): readonly PlacedEvent<Extract<TrackingEvent, { readonly type: T }>>[] {
  return placed.filter((one): one is PlacedEvent<Extract<TrackingEvent, { readonly type: T }>> => one.event.type === type);
}
