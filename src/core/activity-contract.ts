import type { ArtifactUri } from './kinds.js';
import type { ErrorRecord } from './records.js';
import type { RunState } from './run-states.js';
import type { Json } from './tagged-json.js';

/*
 * What crosses Temporal between workflow code and activities. Histories hold these shapes: a field may be added, never
 * renamed or given another meaning. Values in `params` and `results` are tagged JSON.
 */

/** The argument of a step's activity. A plain `proxyActivities` call may give `params` and `inputs` alone. */
export interface StepRequest {
  readonly params?: Json;
  readonly inputs?: Readonly<Record<string, string>>;
  /** What people see; the activity type when absent. */
  readonly name?: string;
  readonly project?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The pipeline that calls, when one does. */
  readonly pipelineUid?: string;
}

/** The result of a step's activity: all that Temporal's history keeps of a step. */
export interface StepSummary {
  readonly uid: string;
  readonly name: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly results: Json;
  readonly artifacts: Readonly<Record<string, ArtifactUri>>;
}

/** A step's summary may not be larger than this as JSON. */
export const SUMMARY_LIMIT_BYTES = 256 * 1024;

/** Activity types that Tidemark's own workflows call; a handler may not have such a name. */
export const INTERNAL_ACTIVITIES = {
  openPipeline: 'tidemarkOpenPipeline',
  appendPipeline: 'tidemarkAppendPipeline',
  closePipeline: 'tidemarkClosePipeline',
  settleStep: 'tidemarkSettleStep',
} as const;

/** Opens (or opens again) the run of a pipeline. Identity: namespace, workflow id, originalRunId. */
export interface OpenPipelineRequest {
  readonly name: string;
  readonly handler: string;
  readonly originalRunId: string;
  readonly project?: string;
  readonly params: Json;
  readonly labels?: Readonly<Record<string, string>>;
  /** The part before this one, when the pipeline continues as new: what that attempt has up to `seq` is taken over. */
  readonly continues?: PipelinePart;
}

/** Where a part of a pipeline ended. */
export interface PipelinePart {
  readonly attempt: number;
  readonly seq: number;
}

/** What a pipeline learns when its run is opened. */
export interface OpenedPipeline {
  readonly uid: string;
  readonly project: string;
  readonly attempt: number;
  /** Temporal's run id at the opening. */
  readonly temporalRunId: string;
  /** The next step of each metric that goes on from the part before. */
  readonly nextSteps?: Readonly<Record<string, number>>;
  /** Search attributes of ours that this namespace has registered; only these are set. */
  readonly searchAttributes: readonly string[];
  /** Where the web UI is, when the worker knows. */
  readonly uiUrl?: string;
}

/** A pipeline-level log call. `seq` grows by one each, over all parts of a pipeline that continues as new. */
export type PipelineEvent =
  | { readonly seq: number; readonly time: number; readonly type: 'result'; readonly key: string; readonly value: Json }
  | { readonly seq: number; readonly time: number; readonly type: 'label' | 'annotation'; readonly key: string; readonly value: string }
  | {
      readonly seq: number;
      readonly time: number;
      readonly type: 'metric';
      readonly key: string;
      readonly step: number;
      readonly value: Json;
    }
  | {
      readonly seq: number;
      readonly time: number;
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly stream: 'logger';
      readonly message: string;
      readonly fields?: Json;
    };

/**
 * Which attempt a pipeline-level call is for. `temporalRunId` opened it: in a call under another one the workflow was reset since, and `opening` opens the
 * attempt of that run.
 */
export interface PipelineTarget {
  readonly uid: string;
  readonly attempt: number;
  readonly temporalRunId: string;
  readonly opening: OpenPipelineRequest;
}

/** A batch of pipeline-level log calls, in order. */
export interface AppendPipelineRequest extends PipelineTarget {
  readonly events: readonly PipelineEvent[];
}

/** The attempt that later calls are for, when the workflow was reset; else nothing. */
export type AppendedPipeline = Pick<PipelineTarget, 'attempt' | 'temporalRunId'> | undefined;

/** The end of a pipeline, or (`pending`) of a part of one that continues as new. */
export interface ClosePipelineRequest extends PipelineTarget {
  /** Of the last log call; 0 when there was none. */
  readonly seq: number;
  readonly state: 'completed' | 'error' | 'aborted' | 'pending';
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
}

/** The true end of a step whose last attempt is over without success; only the workflow can know it. */
export interface SettleStepRequest {
  readonly activityId: string;
  readonly activityType: string;
  readonly request: StepRequest;
  readonly state: 'error' | 'aborted';
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
}

/** What is known of a step that was settled. Histories of before have nothing here. */
export interface SettledStep {
  readonly uid: string;
}
