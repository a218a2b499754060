import { hostname, userInfo } from 'node:os';
import {
  SUMMARY_LIMIT_BYTES,
  StaleAttemptError,
  TrackingStoreError,
  ValueTooLargeError,
  checkKey,
  present,
  toTagged,
} from '../core/index.js';
import type { Json, StepSummary } from '../core/index.js';
import type { Declaration } from '../sdk/index.js';
import type { CloseAttempt, RunIdentity } from '../tracking/index.js';
import { checkOutcome, checkParams } from './check-params.js';
import { currentRun } from './current-run.js';
import { errorRecord } from './error-record.js';
import type { Mask } from './secrets.js';
import type { NamedHandler } from './handlers.js';
import { checkInputs, resolveInputs } from './inputs.js';
import type { Services } from './services.js';
import { sourceOf } from './source.js';
import { stringLabels } from './check-arguments.js';
import { patiently, patientStore } from './patient-store.js';
import type { Patience } from './patient-store.js';
import { TrackedRun } from './tracked-run.js';

/** How a failed attempt is recorded. */
export type FailedState = Pick<CloseAttempt, 'statusReason'> & { readonly state: 'error' | 'aborted' | 'pendingRetry' | 'pending' };

/** What the doors see of an attempt that is open. */
export interface OpenRun {
  readonly uid: string;
  readonly attempt: number;
  readonly latestProgress: { readonly done: number; readonly total?: number } | undefined;
  /** Masks the secrets that the handler was given. */
  readonly mask: Mask;
  /** Ends logging; everything logged is in the tracking store when it resolves. */
  finish(state: FailedState['state']): Promise<void>;
}

/** One execution of a handler, by whichever door it came. */
export interface Execution {
  readonly services: Services;
  readonly handler: NamedHandler;
  readonly identity: Omit<RunIdentity, 'source' | 'handler'>;
  /** Unique per execution: the same opening sent twice is one attempt. */
  readonly nonce: string;
  readonly params: unknown;
  readonly inputs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly temporalAttempt?: number;
  /** The attempt is open; the handler is about to start. */
  readonly onOpened?: (run: TrackedRun) => void;
  /** The handler is done; may throw to keep its outcome from being published. */
  readonly beforePublish?: () => Promise<void>;
  /** Somebody asked for the run to stop (`tidemark runs abort`); should make `signal` abort. */
  readonly onAborting?: () => void;
  /** How long to wait for a tracking store that is away, in milliseconds. Default: until `signal` aborts. */
  readonly patienceMillis?: number;
  /** Told why the tracking store has to be waited for, and, with nothing, that it has answered. */
  readonly onWaiting?: (why?: string) => void;
  /** What an attempt that threw becomes. */
  readonly failedState: (error: unknown) => FailedState | Promise<FailedState>;
}

/** What an execution came to. An error is as the handler threw it. */
export type Executed =
  | { readonly state: 'completed'; readonly summary: StepSummary }
  | { readonly state: 'failed'; readonly error: unknown; readonly run: OpenRun };

/**
 * The life of an attempt: params and inputs are checked, the attempt is opened, the handler runs, what it declares is checked, and the closing
 * transaction publishes. A run that has completed before is not run again: its stored summary is the outcome.
 */
export async function executeHandler(given: Execution): Promise<Executed> {
  const patience = patienceOf(given);
  const services = { ...given.services, tracking: patientStore(given.services.tracking, patience) };
  const execution = { ...given, services };
  const { handler, identity, signal } = execution;
  checkKey(identity.name, 'Run name');
  checkKey(identity.project, 'Project');
  const declared = handler.handler.inputs as Readonly<Record<string, Declaration>> | undefined;
  const [checked, resolved, source] = await Promise.all([
    checkParams(handler, execution.params),
    resolveInputs(services, execution.inputs, declared),
    sourceOf(handler.exportName, handler.file),
  ]);
  const params = 'params' in checked ? checked.params : execution.params;
  const parameters = recordable(params, execution.params);
  const labels = { ...hostLabels(identity.kind), ...stringLabels(execution.labels) };
  const run: RunIdentity = { ...identity, handler: handler.exportName, source };
  const opened = await services.tracking.openAttempt({
    run,
    nonce: execution.nonce,
    labels,
    parameters,
    inputs: resolved.pinned,
    ...present({ temporalAttempt: execution.temporalAttempt }),
    host: hostname(),
    pid: process.pid,
    time: Date.now(),
    leaseUntil: Date.now() + services.journal.leaseMillis,
  });
  if (opened.state === 'completed') return { state: 'completed', summary: opened.summary as unknown as StepSummary };
  const tracked = new TrackedRun({
    services,
    identity: run,
    journal: services.journal.attempt(run.uid, opened.attempt, present({ onAborting: execution.onAborting })),
    labels,
    parameters,
    inputs: opened.inputs,
    signal,
    patience,
    ...present({ resume: opened.resume }),
  });
  execution.onOpened?.(tracked);
  try {
    if ('error' in checked) throw checked.error;
    checkInputs(resolved, opened.inputs);
    return { state: 'completed', summary: await runAndPublish(given, tracked, params) };
  } catch (error) {
    await closeFailed(execution, tracked, error);
    return { state: 'failed', error, run: tracked };
  } finally {
    tracked.release();
  }
}

function patienceOf({ signal, patienceMillis, onWaiting }: Execution): Patience {
  return { signal, ...present({ limitMillis: patienceMillis, onWaiting }) };
}

async function runAndPublish(execution: Execution, run: TrackedRun, params: unknown): Promise<StepSummary> {
  const { services, handler } = execution;
  await currentRun.run(run, async () => {
    const returned = await handler.handler.run(run as never, params as never);
    if (returned !== undefined) run.logResult('return', returned);
  });
  await run.settled();
  await checkOutcome(handler, run);
  await run.finish('completed');
  const summary = summaryOf(run);
  const { uid, attempt } = run;
  // What was found out before a wait for the store may not be true after it: it is asked each time.
  await patiently(async () => {
    await execution.beforePublish?.();
    await services.tracking.closeAttempt({ uid, attempt, time: Date.now(), state: 'completed', summary: summary as unknown as Json });
  }, patienceOf(execution));
  return summary;
}

/** What the workflow, and whoever opens the run again, is told. @throws {ValueTooLargeError} over 256 KiB. */
export function summaryOf(run: TrackedRun): StepSummary {
  const summary: StepSummary = {
    uid: run.uid,
    name: run.name,
    state: 'completed',
    attempt: run.attempt,
    results: run.taggedResults,
    artifacts: run.artifacts,
  };
  const bytes = Buffer.byteLength(JSON.stringify(summary));
  if (bytes > SUMMARY_LIMIT_BYTES)
    throw new ValueTooLargeError(`The summary of ${run.name} (all results and artifact URIs together)`, bytes, SUMMARY_LIMIT_BYTES);
  return summary;
}

/** Closes an attempt whose handler threw, or came to no end. */
export async function closeFailed(
  execution: Pick<Execution, 'failedState'> & { readonly services: Pick<Services, 'tracking'> },
  run: OpenRun,
  error: unknown,
): Promise<void> {
  const { state, statusReason } = await execution.failedState(error);
  // What it had logged is kept where that is still possible; the first error is the one to tell.
  await run.finish(state).catch(() => undefined);
  try {
    await execution.services.tracking.closeAttempt({
      uid: run.uid,
      attempt: run.attempt,
      time: Date.now(),
      state,
      ...present({ statusReason }),
      error: errorRecord(error, run.mask),
    });
  } catch (closing) {
    // A store that is away to the end learns it later, from the workflow or from reconciliation.
    const isLater = closing instanceof StaleAttemptError || (closing instanceof TrackingStoreError && closing.retryable);
    if (!isLater) throw closing;
  }
}

// A schema may turn params into what has no encoding (a Map, a class): then what the caller gave is recorded.
function recordable(params: unknown, given: unknown): Record<string, Json> {
  for (const candidate of [params, given]) {
    try {
      const tagged = toTagged(candidate ?? {}, 'params');
      if (typeof tagged === 'object' && tagged !== null && !Array.isArray(tagged)) return tagged as Record<string, Json>;
    } catch {
      continue;
    }
  }
  return {};
}

/** The labels that the reference gives every run. */
export function hostLabels(kind: string): Record<string, string> {
  return { kind, owner: owner(), host: hostname() };
}

function owner(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user need not have a name.
    return String(process.getuid?.() ?? 'unknown');
  }
}
