import { randomUUID } from 'node:crypto';
import { Run } from '../client/index.js';
import type { Settings } from '../configuration/index.js';
import { asHandler, captureConsole, executeHandler } from '../context/index.js';
import type { NamedHandler } from '../context/index.js';
import { HandlerNotFoundError, RunNotFoundError, checkKey, present } from '../core/index.js';
import type { HandlerParts } from '../sdk/index.js';
import { LEFT, closeAborted, closeAtExit } from './close-run.js';
import { localServices } from './local-services.js';
import { PATIENCE_MILLIS } from './patience.js';
import { watchProcess } from './watch-process.js';

/** Options of a local run beside the handler's own params and inputs. */
export interface LocalOptions extends Settings {
  /** The run's name. Default: the handler's, else `local`. */
  readonly name?: string;
  /** Default: random. An uid that has completed before is not run again: its run is returned. */
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Where the handler comes from, for the record: its file, and what that exports it as. A function alone cannot tell. */
  readonly source?: { readonly file: string; readonly export: string };
  /** Aborts the run: it ends as `aborted`. */
  readonly signal?: AbortSignal;
}

type LocalArguments<H> =
  HandlerParts<H> extends { call: infer C } ? ({} extends C ? [options?: C & LocalOptions] : [options: C & LocalOptions]) : never;
type ResultsOf<H> = HandlerParts<H> extends { result: { results: infer R extends object } } ? R : never;

/**
 * Runs a handler in this process, with the same context and stores as on Temporal and without a server. Resolves to the run when it has completed.
 *
 * @throws what the handler throws; the run is then recorded as `error`, with everything it had logged.
 */
export async function runLocal<H>(handler: H, ...[options]: LocalArguments<H>): Promise<Run<ResultsOf<H>>> {
  const {
    name,
    uid = randomUid(),
    labels = {},
    signal,
    source,
    params,
    inputs = {},
    ...settings
  } = (options ?? {}) as LocalOptions & {
    params?: unknown;
    inputs?: Readonly<Record<string, string>>;
  };
  const named = namedHandler(handler, source);
  const services = await localServices(settings);
  const abort = new AbortController();
  const release = captureConsole();
  let unwatch: () => void = () => undefined;
  try {
    const executed = await executeHandler({
      services,
      handler: named,
      identity: { uid: checkKey(uid, 'Run uid'), name: name ?? named.name, project: services.configuration.project, kind: 'local' },
      nonce: randomUUID(),
      params,
      inputs,
      labels,
      signal: signal === undefined ? abort.signal : AbortSignal.any([signal, abort.signal]),
      onOpened: (run) => {
        unwatch = watchProcess({
          stop: (sent) => {
            abort.abort(new Error(`The process was sent ${sent}.`));
            return closeAborted(services, run, sent);
          },
          leave: () => closeAborted(services, run, LEFT),
          exit: (crash) => closeAtExit(services, run, crash),
        });
      },
      onAborting: () => abort.abort(new Error('The run was asked to stop.')),
      patienceMillis: PATIENCE_MILLIS,
      failedState: () => {
        if (signal?.aborted === true) return { state: 'aborted', statusReason: 'cancelled' };
        return abort.signal.aborted ? { state: 'aborted', statusReason: 'asked to stop' } : { state: 'error' };
      },
    });
    if (executed.state === 'failed') throw executed.error;
  } finally {
    unwatch();
    release();
  }
  const record = await services.tracking.getRun(uid);
  if (record === undefined) throw new RunNotFoundError(uid);
  return new Run<ResultsOf<H>>(services, record);
}

function namedHandler(handler: unknown, source: LocalOptions['source']): NamedHandler {
  const found = asHandler(handler);
  if (found === undefined)
    throw new HandlerNotFoundError('runLocal takes a handler: the result of defineHandler, or a function (context, params).');
  const known = source?.export ?? ((handler as { name?: string }).name || 'local');
  return {
    exportName: source?.export ?? found.name ?? known,
    name: found.name ?? known,
    handler: found,
    ...present({ file: source?.file }),
  };
}

/** 32 hex digits. */
export function randomUid(): string {
  return randomUUID().replaceAll('-', '');
}
