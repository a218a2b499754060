/** A run that has to be closed when its process ends before it does. */
export interface WatchedRun {
  /** The process was sent a signal. Resolves when the run is closed. */
  stop(signal: NodeJS.Signals): Promise<void>;
  /** Nothing is left to do, and the run is not over. Resolves when it is closed. */
  leave(): Promise<void>;
  /** The process is exiting, where nothing can be waited for; `crash` holds what nobody caught. */
  exit(crash: { readonly error: unknown } | undefined): void;
}

const EXIT_CODE = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const SIGNALS = Object.keys(EXIT_CODE) as (keyof typeof EXIT_CODE)[];

const watched = new Set<WatchedRun>();
let crash: { readonly error: unknown } | undefined;

/**
 * A process that ends without saying how its runs ended leaves the truth: error if it crashed, else aborted. Returns the way to end the watch.
 * Who listens for a signal as well decides when the process ends; then the runs are closed as it exits.
 */
export function watchProcess(run: WatchedRun): () => void {
  if (watched.size === 0) listen();
  watched.add(run);
  return () => {
    if (watched.delete(run) && watched.size === 0) stopListening();
  };
}

function listen(): void {
  crash = undefined;
  process.on('uncaughtExceptionMonitor', onUncaught);
  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function stopListening(): void {
  process.off('uncaughtExceptionMonitor', onUncaught);
  process.off('beforeExit', onBeforeExit);
  process.off('exit', onExit);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function onUncaught(error: unknown): void {
  crash = { error };
}

// Here, unlike in `exit`, a store that takes its time can be waited for. Whose store is away is left to its lease.
function onBeforeExit(): void {
  const left = [...watched];
  watched.clear();
  stopListening();
  void Promise.allSettled(left.map((run) => run.leave()));
}

function onExit(): void {
  for (const run of watched) run.exit(crash);
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  const stopped = Array.from(watched, (run) => run.stop(signal));
  // A second signal ends the process as it does without this watch.
  stopListening();
  process.on('exit', onExit);
  void Promise.allSettled(stopped).then(() => process.exit(EXIT_CODE[signal as keyof typeof EXIT_CODE]));
}
