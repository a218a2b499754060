import type { Client } from '@temporalio/client';
import { present } from '../core/index.js';
import type { ErrorRecord, RunRecord, RunState } from '../core/index.js';
import type { RunIdentity, TrackingStore } from '../tracking/index.js';
import { askTemporal } from './workflow-truth.js';
import type { ActivityTruth, WorkflowTruth } from './workflow-truth.js';

const DAY_MILLIS = 24 * 3600 * 1000;

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
  /** Without it only local runs are looked at. Runs of other namespaces are left alone. */
  readonly temporal?: Client;
  /** A lease that lapsed for less than this is left alone. Default 30,000. */
  readonly graceMillis?: number;
}

type End = { readonly state: 'error' | 'aborted' | 'unknown'; readonly statusReason: string; readonly error?: ErrorRecord };

/**
 * Gives runs that stopped reporting their true final state, from Temporal and not from a guess, and takes back what was published by a step that
 * Temporal says did not complete. Safe to run in several processes at once and at any time; a repeat changes nothing.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  // Completed steps of closed workflows that were compared with history once: neither can change any more.
  readonly #verified = new Set<string>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** One pass. Resolves to what was changed. */
  async pass(): Promise<readonly Reconciled[]> {
    const ask = this.#asker();
    const changed: Reconciled[] = [];
    for (const run of await this.#unreported()) {
      const end = await this.#trueEnd(run, ask);
      if (end === undefined) continue;
      await this.#options.tracking.settleRun({ run: identityOf(run), time: Date.now(), ...end });
      changed.push({ uid: run.uid, name: run.name, from: run.state, to: end.state, why: end.statusReason });
    }
    return [...changed, ...(await this.#retractions(ask))];
  }

  #unreported(): Promise<readonly RunRecord[]> {
    const grace = this.#options.graceMillis ?? 30_000;
    return this.#options.tracking.listRuns({ unreported: new Date(Date.now() - grace) });
  }

  async #trueEnd(run: RunRecord, ask: Ask): Promise<End | undefined> {
    if (run.kind === 'local') return { state: 'aborted', statusReason: 'its process is gone' };
    if (!this.#isOurs(run)) return undefined;
    const truth = await ask(run);
    if (truth === undefined)
      return run.state === 'unknown' ? undefined : { state: 'unknown', statusReason: 'Temporal no longer knows its workflow' };
    return run.kind === 'pipeline' ? endOfPipeline(truth) : endOfStep(truth, await truth.activity(run.activityId ?? ''));
  }

  // Between our closing commit and Temporal's record of it a workflow may be terminated or time out: then the step did not complete.
  async #retractions(ask: Ask): Promise<Reconciled[]> {
    const since = new Date(Date.now() - 2 * DAY_MILLIS);
    const changed: Reconciled[] = [];
    const completed = await this.#options.tracking.listRuns({ kind: 'step', state: 'completed', since, limit: 10_000 });
    for (const run of completed.filter((step) => this.#isOurs(step) && !this.#verified.has(step.uid))) {
      const truth = await ask(run);
      if (truth === undefined || truth.status === 'RUNNING') continue;
      this.#verified.add(run.uid);
      const end = endOfStep(truth, await truth.activity(run.activityId ?? ''));
      if (end === undefined) continue;
      await this.#options.tracking.retractRun({ uid: run.uid, time: Date.now(), ...end });
      changed.push({ uid: run.uid, name: run.name, from: 'completed', to: end.state, why: end.statusReason });
    }
    return changed;
  }

  #isOurs(run: RunRecord): boolean {
    const { temporal } = this.#options;
    return (
      temporal !== undefined &&
      run.namespace === temporal.options.namespace &&
      run.workflowId !== undefined &&
      run.temporalRunId !== undefined
    );
  }

  // Each execution is asked about once a pass, however many steps it has.
  #asker(): Ask {
    const answers = new Map<string, Promise<WorkflowTruth | undefined>>();
    return (run) => {
      const { temporal } = this.#options;
      const key = executionOf(run);
      const known = answers.get(key);
      if (known !== undefined || temporal === undefined) return known ?? Promise.resolve(undefined);
      const answer = askTemporal(temporal, run.workflowId ?? '', run.temporalRunId ?? '');
      answers.set(key, answer);
      return answer;
    };
  }
}

type Ask = (run: RunRecord) => Promise<WorkflowTruth | undefined>;

function executionOf(run: RunRecord): string {
  return `${run.workflowId ?? ''}/${run.temporalRunId ?? ''}`;
}

function endOfPipeline(truth: WorkflowTruth): End | undefined {
  const { error } = truth;
  switch (truth.status) {
    case 'FAILED':
      return { state: 'error', statusReason: 'its workflow failed', ...present({ error }) };
    case 'TIMED_OUT':
      return { state: 'error', statusReason: 'its workflow timed out', ...present({ error }) };
    case 'TERMINATED':
      return { state: 'aborted', statusReason: 'its workflow was terminated', ...present({ error }) };
    case 'CANCELLED':
      return { state: 'aborted', statusReason: 'cancelled' };
    default:
      // Running, or completed: its closing is on its way, or the store has it.
      return undefined;
  }
}

function endOfStep(truth: WorkflowTruth, activity: ActivityTruth | undefined): End | undefined {
  switch (activity?.state) {
    case 'failed':
      return { state: 'error', statusReason: 'its last attempt failed', ...present({ error: activity.error }) };
    case 'timedOut':
      return { state: 'error', statusReason: 'timed out', ...present({ error: activity.error }) };
    case 'cancelled':
      return { state: 'aborted', statusReason: 'cancelled' };
    case 'open':
      return truth.status === 'RUNNING'
        ? undefined
        : { state: 'aborted', statusReason: `its workflow is ${words(truth.status)}`, ...present({ error: truth.error }) };
    default:
      return undefined;
  }
}

function words(status: WorkflowTruth['status']): string {
  return status.toLowerCase().replaceAll('_', ' ');
}

function identityOf(run: RunRecord): RunIdentity {
  const { uid, name, project, kind, iteration, parentUid, workflowId, temporalRunId, namespace, activityId, handler, source } = run;
  return {
    uid,
    name,
    project,
    kind,
    iteration,
    source,
    ...present({ parentUid, workflowId, temporalRunId, namespace, activityId, handler }),
  };
}
