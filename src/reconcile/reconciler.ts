import type { Client } from '@temporalio/client';
import { isTerminal, present } from '../core/index.js';
import type { RunRecord, RunState } from '../core/index.js';
import type { RunIdentity, TrackingStore } from '../tracking/index.js';
import { namespaceId } from './namespace-id.js';
import { endOfPipeline, endOfStep, standOfStep } from './true-state.js';
import type { TrueState } from './true-state.js';
import { askTemporal } from './workflow-truth.js';
import type { WorkflowTruth } from './workflow-truth.js';

const DAY_MILLIS = 24 * 3600 * 1000;
// A closing may be committed with the time of a clock that is behind ours.
const OVERLAP_MILLIS = 10 * 60 * 1000;
const MOST_RUNS = 10_000;

/** A run whose recorded state was not the true one. */
export interface Reconciled {
  readonly uid: string;
  readonly name: string;
  readonly from: RunState;
  readonly to: RunState;
  readonly why: string;
}

/** What a reconciler stands on. */
export interface ReconcilerOptions {
  readonly tracking: TrackingStore;
  /** Without it only local runs are looked at. Runs of other namespaces and clusters are left alone. */
  readonly temporal?: Client;
  /** A lease that lapsed for less than this is left alone. Default 30,000. */
  readonly graceMillis?: number;
}

type Ask = (workflowId: string, runId: string) => Promise<WorkflowTruth | undefined>;

/**
 * Gives runs that stopped reporting their true state, from Temporal and not from a guess, and takes back what was published by a step that Temporal says
 * did not complete. Safe to run in several processes at once and at any time; a repeat changes nothing.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** Completed steps, by uid, of workflows that had not ended when they were last compared. */
  readonly #unverified = new Map<string, RunRecord>();
  #verifiedUntil = 0;
  #namespaceId: string | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** One pass over all. Resolves to what was changed. @throws the first error, when the others are done. */
  async pass(): Promise<readonly Reconciled[]> {
    const { tracking, graceMillis = 30_000 } = this.#options;
    const began = Date.now();
    await this.#learnNamespace();
    const ask = this.#asker();
    const unreported = await tracking.listRuns({ unreported: new Date(began - graceMillis), limit: MOST_RUNS });
    const corrected = await each(unreported, (run) => this.#correct(run, ask));
    const since = new Date(this.#verifiedUntil === 0 ? began - 2 * DAY_MILLIS : this.#verifiedUntil - OVERLAP_MILLIS);
    const completed = await tracking.listRuns({ kind: 'step', state: 'completed', endedSince: since, limit: MOST_RUNS });
    for (const run of completed) if (this.#isOurs(run)) this.#unverified.set(run.uid, run);
    this.#verifiedUntil = began;
    const retracted = await each([...this.#unverified.values()], (run) => this.#verify(run, ask));
    const [error] = [...corrected.errors, ...retracted.errors];
    if (error !== undefined) throw error;
    return [...corrected.changes, ...retracted.changes];
  }

  /** Looks at one run, whether it has reported lately or not. */
  async look(run: RunRecord): Promise<Reconciled | undefined> {
    await this.#learnNamespace();
    return this.#correct(run, this.#asker());
  }

  async #correct(run: RunRecord, ask: Ask): Promise<Reconciled | undefined> {
    const truth = await this.#trueState(run, ask);
    if (truth === undefined || truth.state === run.state || (run.state === 'aborting' && !isTerminal(truth.state))) return undefined;
    const { tracking } = this.#options;
    const { state, ...end } = truth;
    const { uid, attempt } = run;
    if (state === 'completed') {
      if (run.attempts.at(-1)?.state !== 'running') return undefined;
      await tracking.closeAttempt({ uid, attempt, time: Date.now(), state });
    } else await tracking.settleRun({ run: identityOf(run), attempt, time: Date.now(), state, ...end });
    return { uid, name: run.name, from: run.state, to: state, why: end.statusReason };
  }

  async #trueState(run: RunRecord, ask: Ask): Promise<TrueState | undefined> {
    if (run.kind === 'local') return { state: 'aborted', statusReason: 'its process is gone' };
    if (!this.#isOurs(run)) return undefined;
    const { workflowId = '', temporalRunId = '', activityId = '' } = run;
    let truth = await ask(workflowId, temporalRunId);
    if (truth === undefined) {
      // Who does not know where it ran does not know that it is gone.
      return run.namespaceId === undefined || run.namespaceId !== this.#namespaceId
        ? undefined
        : { state: 'unknown', statusReason: 'Temporal no longer knows its workflow' };
    }
    if (run.kind === 'step') return (await endOfStep(truth, activityId)) ?? standOfStep(truth, activityId);
    while (truth?.nextRunId !== undefined) truth = await ask(workflowId, truth.nextRunId);
    return truth && endOfPipeline(truth);
  }

  // Between our closing commit and Temporal's record of it a workflow may be terminated or time out: then the step did not complete.
  async #verify(run: RunRecord, ask: Ask): Promise<Reconciled | undefined> {
    const { uid, name, attempt, workflowId = '', temporalRunId = '', activityId = '' } = run;
    const truth = await ask(workflowId, temporalRunId);
    if (truth?.status === 'RUNNING') return undefined;
    this.#unverified.delete(uid);
    const end = truth && (await endOfStep(truth, activityId));
    if (end === undefined) return undefined;
    await this.#options.tracking.retractRun({ uid, attempt, time: Date.now(), ...end });
    return { uid, name, from: 'completed', to: end.state, why: end.statusReason };
  }

  #isOurs(run: RunRecord): boolean {
    const { temporal } = this.#options;
    const hasPlace = run.workflowId !== undefined && run.temporalRunId !== undefined;
    if (temporal === undefined || !hasPlace || run.namespace !== temporal.options.namespace) return false;
    return run.namespaceId === undefined || this.#namespaceId === undefined || run.namespaceId === this.#namespaceId;
  }

  async #learnNamespace(): Promise<void> {
    const { temporal } = this.#options;
    if (temporal !== undefined) this.#namespaceId ??= await namespaceId(temporal.connection, temporal.options.namespace);
  }

  // Each workflow run is asked about once a pass, however many steps it has.
  #asker(): Ask {
    const answers = new Map<string, ReturnType<Ask>>();
    return (workflowId, runId) => {
      const { temporal } = this.#options;
      const known = answers.get(runId);
      if (known !== undefined || temporal === undefined) return known ?? Promise.resolve(undefined);
      const answer = askTemporal(temporal, workflowId, runId);
      answers.set(runId, answer);
      return answer;
    };
  }
}

// One run that cannot be mended must not keep the others from it.
async function each(runs: readonly RunRecord[], work: (run: RunRecord) => Promise<Reconciled | undefined>) {
  const changes: Reconciled[] = [];
  const errors: unknown[] = [];
  for (const run of runs) {
    try {
      const change = await work(run);
      if (change !== undefined) changes.push(change);
    } catch (error) {
      errors.push(error);
    }
  }
  return { changes, errors };
}

function identityOf(run: RunRecord): RunIdentity {
  const { uid, name, project, kind, iteration, parentUid, workflowId, temporalRunId, namespace, namespaceId: id, activityId } = run;
  const { handler, source } = run;
  return {
    uid,
    name,
    project,
    kind,
    iteration,
    source,
    ...present({ parentUid, workflowId, temporalRunId, namespace, namespaceId: id, activityId, handler }),
  };
}
