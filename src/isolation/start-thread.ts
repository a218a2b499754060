import { Worker } from 'node:worker_threads';
import type { WorkerOptions } from 'node:worker_threads';

/**
 * A thread that runs the module at `main` and may import `others` (file URLs). It begins with JavaScript, whatever loaders this process was started with: what
 * understands TypeScript is brought in first where a module is of that.
 */
export function startThread(main: URL, others: readonly string[], options: WorkerOptions): Worker {
  if (![main.href, ...others].some((url) => /\.[cm]?tsx?$/.test(url))) return new Worker(main, options);
  const [tsx, entry] = [import.meta.resolve('tsx/esm/api'), main.href].map((url) => JSON.stringify(url));
  return new Worker(`import(${tsx}).then(({ register }) => { register(); return import(${entry}); })`, { ...options, eval: true });
}
