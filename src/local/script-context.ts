import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolveConfiguration } from '../configuration/index.js';
import type { Settings } from '../configuration/index.js';
import { checkInputs, currentRun, hostLabels, patientStore, resolveInputs, sourceOf, stringLabels } from '../context/index.js';
import { InvalidArgumentError, checkKey, toTagged } from '../core/index.js';
import type { Json, Value } from '../core/index.js';
import type { RunContext } from '../sdk/index.js';
import type { RunIdentity } from '../tracking/index.js';
import { readExecConfig } from './exec-config.js';
import { localServices } from './local-services.js';
import { PATIENCE_MILLIS } from './patience.js';
import { randomUid } from './run-local.js';
import { ScriptRun } from './script-run.js';
import type { ScriptRunOptions } from './script-run.js';

/** Options of a script's context. What `tidemark run` gives through the environment wins over them. */
export interface ContextOptions extends Settings {
  readonly params?: Readonly<Record<string, Value>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

// A context that is being opened counts as open: two calls at once share it.
let active: { readonly requested: string | undefined; readonly opening: Promise<ScriptRun> } | undefined;
// `tidemark run` gives one run its uid and name. A script may open further ones.
let identityTaken = false;

/**
 * The context of this process: inside a handler that handler's own, in a script a new run, which ends with `await context.commit({ completed: true })`.
 * A second call with the same name gives the same context. Name, uid, params, inputs and labels come from the environment when `tidemark run` started the script.
 *
 * @throws {InvalidArgumentError} when the process has an open context of another name.
 */
export async function getOrCreateContext(name?: string, options: ContextOptions = {}): Promise<RunContext> {
  const inside = currentRun.getStore();
  if (inside !== undefined) return inside;
  active ??= openForProcess(name, options);
  const { requested, opening } = active;
  const { context } = await opening;
  if (name !== undefined && name !== requested && name !== context.name) {
    throw new InvalidArgumentError(
      `This process has an open context named ${context.name}; commit it ({ completed: true }) before opening ${name}.`,
    );
  }
  return context;
}

/** Runs `body` with a context of its own: it closes as completed, or as error if `body` threw (which is thrown on). */
export async function withContext<T>(
  name: string,
  body: (context: RunContext) => T | Promise<T>,
  options: ContextOptions = {},
): Promise<T> {
  const run = await openScriptRun(name, options, { wholeProcess: false, onEnded: () => undefined });
  return currentRun.run(run.context, async () => {
    let result: T;
    try {
      result = await body(run.context);
    } catch (error) {
      // What the body threw is the one to tell.
      await run.end({ state: 'error', error }).catch(() => undefined);
      throw error;
    }
    await run.end({ state: 'completed' });
    return result;
  });
}

function openForProcess(name: string | undefined, options: ContextOptions): NonNullable<typeof active> {
  const close = () => {
    active = undefined;
  };
  const opening = openScriptRun(name, options, { wholeProcess: true, onEnded: close });
  opening.catch(close);
  return { requested: name, opening };
}

async function openScriptRun(
  name: string | undefined,
  options: ContextOptions,
  scope: Pick<ScriptRunOptions, 'wholeProcess' | 'onEnded'>,
): Promise<ScriptRun> {
  const config = readExecConfig();
  const given = identityTaken ? {} : config;
  identityTaken = true;
  const { params, inputs, labels, ...settings } = options;
  const project = config.project ?? settings.project;
  const services = await localServices({ ...settings, ...(project === undefined ? {} : { project }) });
  const identity: RunIdentity = {
    uid: checkKey(given.uid ?? randomUid(), 'Run uid'),
    name: checkKey(given.name ?? name ?? 'script', 'Run name'),
    project: resolveConfiguration({ ...settings, ...(project === undefined ? {} : { project }) }).project,
    kind: 'local',
    source: await sourceOf('default', process.argv[1]),
  };
  const parameters = toTagged({ ...params, ...config.params }, 'params') as Record<string, Json>;
  const tracking = patientStore(services.tracking, { limitMillis: PATIENCE_MILLIS });
  const resolved = await resolveInputs({ ...services, tracking }, { ...inputs, ...config.inputs }, undefined);
  const allLabels = { ...hostLabels('local'), ...stringLabels(labels ?? {}), ...config.labels };
  const opened = await tracking.openAttempt({
    run: identity,
    nonce: randomUUID(),
    labels: allLabels,
    parameters,
    inputs: resolved.pinned,
    host: hostname(),
    pid: process.pid,
    time: Date.now(),
    leaseUntil: Date.now() + services.journal.leaseMillis,
  });
  if (opened.state === 'completed')
    throw new InvalidArgumentError(`Run ${identity.uid} has completed already. Start the script again without that uid.`);
  const run = new ScriptRun({
    services,
    identity,
    attempt: opened.attempt,
    labels: allLabels,
    parameters,
    inputs: opened.inputs,
    ...scope,
  });
  try {
    checkInputs(resolved, opened.inputs);
  } catch (error) {
    await run.end({ state: 'error', error });
    throw error;
  }
  return run;
}
