/**
 * Handlers as Temporal activities. Thin: the life of an attempt is in `context`.
 * @module
 */
import type { NamedHandler, Services } from '../context/index.js';
import { pipelineActivities } from './pipeline-activities.js';
import { stepActivity } from './step-activity.js';
import type { Isolate } from './step-activity.js';
import type { TemporalNamespace } from './temporal-namespace.js';

export type { Isolate } from './step-activity.js';
export type { TemporalNamespace } from './temporal-namespace.js';

/** Every activity of a worker: one a handler, by export key, and those that Tidemark's workflow code calls. */
export function createActivities(options: {
  readonly services: Services;
  readonly handlers: ReadonlyMap<string, NamedHandler>;
  readonly temporal: TemporalNamespace;
  /** Where isolated handlers run. Default: all run here. */
  readonly isolate?: Isolate;
}): Record<string, (...args: never[]) => Promise<unknown>> {
  const { services, handlers, temporal, isolate = () => undefined } = options;
  const steps = Array.from(handlers, ([key, handler]) => [key, stepActivity({ services, temporal, isolate }, handler)] as const);
  return { ...pipelineActivities({ services, temporal }), ...Object.fromEntries(steps) };
}
