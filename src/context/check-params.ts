import type { z } from 'zod';
import { InvalidParamsError, InvalidResultsError, KindMismatchError, MissingOutputError } from '../core/index.js';
import type { ParamIssue, Value } from '../core/index.js';
import type { Declaration } from '../sdk/index.js';
import type { NamedHandler } from './handlers.js';
import type { TrackedRun } from './tracked-run.js';

/** The part of a zod issue that is told to people. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The schema that params are checked with: it refuses unknown keys unless it says what becomes of them. Undefined where a handler declares none. */
export function paramsSchema({ handler }: NamedHandler): z.ZodType | undefined {
  const schema = handler.params as z.ZodType | undefined;
  return schema === undefined ? undefined : refuseUnknown(schema);
}

/** Params with defaults filled in, or what is wrong with them. */
export async function checkParams(named: NamedHandler, given: unknown): Promise<{ params: unknown } | { error: InvalidParamsError }> {
  const schema = paramsSchema(named);
  if (schema === undefined) {
    if (given === undefined || (typeof given === 'object' && given !== null && !Array.isArray(given))) return { params: given ?? {} };
    return {
      error: invalid(named, `params must be an object, got ${Array.isArray(given) ? 'an array' : typeof given}`),
    };
  }
  try {
    const parsed = await schema.safeParseAsync(given ?? {});
    return parsed.success ? { params: parsed.data } : { error: new InvalidParamsError(named.name, parsed.error.issues.map(paramIssue)) };
  } catch (error) {
    // A refinement that throws, or a value that cannot be looked at.
    const why = error instanceof Error ? error.message : 'it threw';
    return { error: invalid(named, `the schema failed on them: ${why}`) };
  }
}

function invalid({ name }: NamedHandler, message: string): InvalidParamsError {
  return new InvalidParamsError(name, [{ path: '', message }]);
}

/** What a handler declares must have been logged when it ends. @throws {MissingOutputError} @throws {KindMismatchError} @throws {InvalidResultsError} */
export async function checkOutcome(named: NamedHandler, run: TrackedRun): Promise<void> {
  const outputs = (named.handler.outputs ?? {}) as Readonly<Record<string, Declaration>>;
  const missing = Object.entries(outputs).filter(([key, kind]) => !kind.endsWith('?') && run.kindOf(key) === undefined);
  if (missing.length > 0)
    throw new MissingOutputError(
      named.name,
      missing.map(([key, kind]) => `${key} (${kind})`),
    );
  for (const [key, declared] of Object.entries(outputs)) {
    const logged = run.kindOf(key);
    const wanted = declared.replace('?', '');
    if (logged !== undefined && logged !== wanted)
      throw new KindMismatchError(`Output ${JSON.stringify(key)} of ${named.name}`, wanted, logged);
  }
  await checkResults(named, run.results);
}

async function checkResults(named: NamedHandler, results: Readonly<Record<string, Value>>): Promise<void> {
  const schema = named.handler.results as z.ZodType | undefined;
  if (schema === undefined) return;
  const parsed = await schema.safeParseAsync(results);
  if (parsed.success) return;
  const missing = parsed.error.issues.filter((issue) => issue.path.length === 1 && !(String(issue.path[0]) in results));
  if (missing.length > 0)
    throw new MissingOutputError(
      named.name,
      missing.map((issue) => `${String(issue.path[0])} (result)`),
    );
  throw new InvalidResultsError(named.name, parsed.error.issues.map(describeIssue));
}

// A zod object drops unknown keys unless told otherwise; a param that nobody reads is a typing mistake, so it is refused. One that says
// what it does with them (`.loose()`, `.catchall()`) is left alone.
function refuseUnknown(schema: z.ZodType): z.ZodType {
  const object = schema as unknown as { def?: { type?: string; catchall?: unknown }; strict?: () => z.ZodType };
  return object.def?.type === 'object' && object.def.catchall === undefined && object.strict !== undefined ? object.strict() : schema;
}

function paramIssue({ path, message }: Issue): ParamIssue {
  return { path: path.map(String).join('.'), message };
}

function describeIssue(issue: Issue): string {
  const { path, message } = paramIssue(issue);
  return path === '' ? message : `${path}: ${message}`;
}
