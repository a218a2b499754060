/** How long a signal is taken for the one before: some who end a process signal it and its group. */
const SAME_MILLIS = 500;
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** A signal that asks a process to end. */
export type EndSignal = keyof typeof NUMBERS;

/** Calls `heard` with each Ctrl-C, SIGTERM or SIGHUP and their count, once for those that are one. Gives the way to undo it. */
export function onInterrupt(heard: (signal: EndSignal, count: number) => void): () => void {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  const listener = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (now - last < SAME_MILLIS) return;
    last = now;
    count += 1;
    heard(signal as EndSignal, count);
  };
  const signals = Object.keys(NUMBERS) as EndSignal[];
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

/** The exit code of a process that a signal ended, as shells have it. */
export function exitCodeOf(signal: EndSignal): number {
  return 128 + NUMBERS[signal];
}
