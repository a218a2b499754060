import { Worker } from 'node:worker_threads';
import type { WorkerOptions } from 'node:worker_threads';

/**
 * A thread that runs the module at `main`. It begins with JavaScript, whatever loaders this process was started with: what understands TypeScript is brought in
 * first where the module is of that.
 */
export function startThread(main: URL, options: WorkerOptions): Worker {
  if (!/\.[cm]?tsx?$/.test(main.href)) return new Worker(main, options);
  const [tsx, entry] = [import.meta.resolve('tsx/esm/api'), main.href].map((url) => JSON.stringify(url));
  return new Worker(`import(${tsx}).then(({ register }) => { register(); return import(${entry}); })`, { ...options, eval: true });
}
