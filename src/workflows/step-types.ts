import type { ActivityOptions, Duration } from '@temporalio/common';
import type { CallOf, HandlerParts, OptionalArgument } from '../sdk/index.js';

/** Temporal's own options for a step, as far as they make sense for one. */
export type TemporalStepOptions = Pick<
  ActivityOptions,
  | 'startToCloseTimeout'
  | 'scheduleToCloseTimeout'
  | 'scheduleToStartTimeout'
  | 'heartbeatTimeout'
  | 'retry'
  | 'taskQueue'
  | 'cancellationType'
  | 'priority'
>;

/** Options of one call of a step; they win over those of `proxySteps`. */
export interface StepOptions extends TemporalStepOptions {
  /** The activity id; unique within the workflow. Default `<handler>-<n>`. */
  readonly id?: string;
  /** The run's name. Default: the handler's. */
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The line that the Temporal UI shows beside the activity. Default: name and params. */
  readonly summary?: string;
}

/** What `proxySteps` takes: defaults for each call. `startToCloseTimeout` defaults to one day, `heartbeatTimeout` to 30 seconds. */
export type StepDefaults = TemporalStepOptions & { readonly startToCloseTimeout?: Duration };

/** A handler as workflow code calls it. */
export type Step<H> =
  HandlerParts<H> extends { call: infer C; result: infer R }
    ? (...args: OptionalArgument<C & { readonly options?: StepOptions }>) => Promise<R>
    : never;

/** Every handler of a module as a step; exports that are no handlers are left out. */
export type Steps<M> = { readonly [K in keyof M as HandlerParts<M[K]> extends never ? never : K]: Step<M[K]> };

/** The call shape without types, as the proxy sees it. */
export type UntypedCall = Partial<CallOf<undefined, unknown>> & {
  readonly params?: unknown;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly options?: StepOptions;
};
