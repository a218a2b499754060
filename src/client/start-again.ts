import type { z } from 'zod';
import { InvalidArgumentError, InvalidParamsError, present } from '../core/index.js';
import type { Json, RunRecord, Value } from '../core/index.js';
import type { HandlerRecord, TrackingStore } from '../tracking/index.js';

/** What is different when something is started again. */
export interface StartAgainOptions {
  /** All of them, not only those that differ. Default: those of the run. */
  readonly params?: Readonly<Record<string, Value>>;
  /** All of them, of a step. Default: those of the run, in the versions that it read. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** How often a step that fails is tried. Default: once. */
  readonly maximumAttempts?: number;
}

/** What starting a run again takes. */
export interface StartForm {
  /** JSON Schema of the params, as the newest worker of the run's task queue has published it; absent of pipelines and of handlers that take anything. */
  readonly schema?: Json;
  /** Those of the run, without what the schema does not know. */
  readonly params: Readonly<Record<string, Value>>;
  /** Of a step: key to pinned URI. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Of a step that declares them: key to kind. */
  readonly declaredInputs?: Readonly<Record<string, string>>;
  readonly taskQueue?: string;
}

/** What the run was started with, and what its handler takes. @throws {InvalidArgumentError} for a run that Temporal cannot start. */
export async function startForm(tracking: TrackingStore, run: RunRecord): Promise<StartForm> {
  const { handler, kind, taskQueue } = run;
  if (kind === 'local' || handler === undefined) {
    throw new InvalidArgumentError(
      `Run ${run.uid} (${run.name}) did not run on Temporal, and where its code is nobody here knows: start it again where it was started.`,
    );
  }
  const offered = kind === 'step' ? await offerOf(tracking, run, handler) : undefined;
  const { params: schema, inputs: declaredInputs } = offered ?? {};
  return {
    params: known(run.parameters, propertiesOf(schema)),
    inputs: kind === 'step' ? known(run.inputs, declaredInputs) : {},
    ...present({ schema, declaredInputs, taskQueue: taskQueue ?? offered?.taskQueue }),
  };
}

/** @throws {InvalidParamsError} as far as the schema says; the worker checks again, with the handler's own. */
export async function checkAgainst(schema: Json | undefined, name: string, params: Readonly<Record<string, Value>>): Promise<void> {
  const parsed = (await readSchema(schema))?.safeParse(params);
  if (parsed === undefined || parsed.success) return;
  throw new InvalidParamsError(
    name,
    parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  );
}

async function offerOf(tracking: TrackingStore, { namespace, taskQueue }: RunRecord, handler: string): Promise<HandlerRecord | undefined> {
  const [offered] = await tracking.listHandlers({ handler, ...present({ namespace, taskQueue }) });
  return offered;
}

// Older versions of zod cannot read JSON Schema, and none can read all of it. What cannot be read is not checked here.
async function readSchema(schema: Json | undefined): Promise<z.ZodType | undefined> {
  if (schema === undefined) return undefined;
  const zod = await import('zod');
  if (!('fromJSONSchema' in zod)) return undefined;
  try {
    return zod.fromJSONSchema(schema as Parameters<typeof zod.fromJSONSchema>[0]);
  } catch {
    return undefined;
  }
}

// A schema that is open, or whose properties cannot be told, takes everything.
function propertiesOf(schema: Json | undefined): Readonly<Record<string, unknown>> | undefined {
  const { properties, additionalProperties } = (schema ?? {}) as { properties?: Record<string, unknown>; additionalProperties?: unknown };
  return additionalProperties === false ? properties : undefined;
}

// What a run recorded besides what was declared came from within: fallbacks of getParam, inputs that it opened by itself.
function known<T>(
  values: Readonly<Record<string, T>>,
  declared: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, T>> {
  if (declared === undefined) return values;
  return Object.fromEntries(Object.entries(values).filter(([key]) => Object.hasOwn(declared, key)));
}
