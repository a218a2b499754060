import { extname } from 'node:path';
import { startThread } from './start-thread.js';

/** What the thread beside an isolated handler is made with. */
export interface ProcessWatch {
  readonly descriptor: number;
  readonly memory: SharedArrayBuffer;
  /** The worker's process. */
  readonly parent: number;
}

/** Watches over this process while a handler may block it. */
export function watchProcess(watch: ProcessWatch): void {
  const main = new URL(`./process-watch-main${extname(import.meta.url)}`, import.meta.url);
  startThread(main, { workerData: watch, env: {} }).unref();
}
