/**
 * Handlers as Temporal activities. Thin: the life of an attempt is in `context`.
 * @module
 */
import type { NamedHandler, Services } from '../context/index.js';
import { pipelineActivities } from './pipeline-activities.js';
import { stepActivity } from './step-activity.js';

/** Every activity of a worker: one a handler, by export key, and those that Tidemark's workflow code calls. */
export function createActivities(options: {
  readonly services: Services;
  readonly handlers: ReadonlyMap<string, NamedHandler>;
  /** The search attributes that the namespace has registered. */
  readonly searchAttributes: () => readonly string[];
}): Record<string, (...args: never[]) => Promise<unknown>> {
  const { services, handlers, searchAttributes } = options;
  const steps = Array.from(handlers, ([key, handler]) => [key, stepActivity(services, handler)] as const);
  return { ...pipelineActivities(services, searchAttributes), ...Object.fromEntries(steps) };
}
