import { extname } from 'node:path';
import { startThread } from './start-thread.js';

const BEAT_MILLIS = 500;

/** What the thread that watches is made with. */
export interface LoopWatch {
  /** One number, which grows while this process's event loop turns. */
  readonly beats: Int32Array;
  readonly afterMillis: number;
}

/**
 * Watches the event loop of this thread from another one. Once for each time that it stands still for `afterMillis`, the handler that keeps it is told of: to its
 * run's log and annotations, and to stderr at once, for it may never end. Returns the way to stop.
 */
export function watchLoop(afterMillis: number): () => Promise<void> {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const watch: LoopWatch = { beats, afterMillis };
  const thread = startThread(new URL(`./loop-watch-main${extname(import.meta.url)}`, import.meta.url), { workerData: watch });
  // Without a watch, work goes on.
  thread.on('error', () => undefined);
  thread.unref();
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MILLIS).unref();
  return async () => {
    clearInterval(timer);
    await thread.terminate();
  };
}
