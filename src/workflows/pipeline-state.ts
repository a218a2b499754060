import type { OpenedPipeline } from '../core/index.js';

/** A step as the details table shows it. */
export interface StepRow {
  readonly activityId: string;
  readonly name: string;
  /** Epoch milliseconds of the workflow's clock: the call, and its end. */
  readonly startTime: number;
  endTime?: number;
  state: string;
  uid?: string;
  attempt?: number;
  /** Short text of results or of the error. */
  note?: string;
  /** Keys of what it logged. */
  artifacts?: readonly string[];
}

/**
 * What the code of one workflow execution shares. The SDK gives every execution its own copy of this module's state, so there is exactly one pipeline in it
 * and one counter per activity type, whichever `proxySteps` made the call.
 */
export const state: {
  pipeline: (OpenedPipeline & { readonly name: string }) | undefined;
  readonly counters: Map<string, number>;
  readonly usedIds: Set<string>;
  readonly rows: StepRow[];
} = { pipeline: undefined, counters: new Map(), usedIds: new Set(), rows: [] };
