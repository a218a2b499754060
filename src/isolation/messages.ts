import type { Configuration } from '../configuration/index.js';
import type { Execution } from '../context/index.js';
import type { StepSummary } from '../core/index.js';
import type { TrackingEvent } from '../tracking/index.js';
import type { WireError } from './wire-error.js';

/** What a process is given to begin with. */
export interface ProcessData {
  /** File URLs of the modules that export the handlers. */
  readonly handlers: readonly string[];
  readonly configuration: Configuration;
}

/** One execution of a handler, as far as it can be sent. */
export interface Job extends Pick<Execution, 'identity' | 'nonce' | 'params' | 'inputs' | 'labels' | 'temporalAttempt' | 'patienceMillis'> {
  /** Its export key. */
  readonly handler: string;
}

/** What the process asks the worker for. */
export type Call =
  | { readonly to: 'tracking'; readonly method: string; readonly args: readonly unknown[] }
  | { readonly to: 'flush' }
  | { readonly to: 'settle' }
  | { readonly to: 'beforePublish' }
  | { readonly to: 'failedState'; readonly error: WireError };

/** From the worker to the process. */
export type ToProcess =
  | { readonly type: 'begin'; readonly data: ProcessData }
  | { readonly type: 'execute'; readonly job: Job }
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: WireError }
  | { readonly type: 'abort'; readonly reason: WireError }
  /** The attempt may no longer write. */
  | { readonly type: 'refused'; readonly error: WireError }
  | { readonly type: 'ping' };

/** From the process to the worker, in the order in which it happened. */
export type FromProcess =
  | { readonly type: 'call'; readonly id: number; readonly call: Call }
  | { readonly type: 'event'; readonly event: TrackingEvent }
  | { readonly type: 'secret'; readonly value: string }
  | { readonly type: 'waiting'; readonly why?: string }
  | { readonly type: 'pong' }
  /** Nobody caught it: the process is about to end. */
  | { readonly type: 'crash'; readonly error: WireError }
  | { readonly type: 'done'; readonly outcome: Outcome; readonly reusable: boolean };

/** What an execution came to. */
export type Outcome = { readonly summary: StepSummary } | { readonly error: WireError };
