import { pathToFileURL } from 'node:url';
import type { Isolate } from '../activities/index.js';
import type { Configuration } from '../configuration/index.js';
import type { NamedHandler } from '../context/index.js';
import { HandlerByValueError, present } from '../core/index.js';
import { ThreadPool } from '../isolation/index.js';
import type { Limits } from '../isolation/index.js';
import type { Isolation } from '../sdk/index.js';

/** Which handlers of a worker are isolated, and their threads, which start when the worker does. @throws {HandlerByValueError} for one whose module is not known. */
export function isolation(
  handlers: ReadonlyMap<string, NamedHandler>,
  byDefault: Isolation = false,
): { open(configuration: Configuration): Isolate; close(): Promise<void> } {
  const isolated = new Map<NamedHandler, Limits>();
  for (const handler of handlers.values()) {
    const { isolate = byDefault } = handler.handler;
    if (isolate !== false) isolated.set(handler, isolate === true ? {} : present({ memoryMiB: isolate.memoryMiB }));
  }
  const byValue = [...isolated.keys()].filter(({ file }) => file === undefined).map(({ exportName }) => exportName);
  if (byValue.length > 0) throw new HandlerByValueError(byValue.join(', '));
  let pool: ThreadPool | undefined;
  return {
    open(configuration) {
      if (isolated.size === 0) return () => undefined;
      const threads = new ThreadPool(modulesOf(handlers), configuration);
      pool = threads;
      for (const limits of isolated.values()) threads.prepare(limits);
      return (handler) => {
        const limits = isolated.get(handler);
        return limits === undefined ? undefined : { pool: threads, limits };
      };
    },
    close: async () => pool?.close(),
  };
}

function modulesOf(handlers: ReadonlyMap<string, NamedHandler>): string[] {
  return [...new Set([...handlers.values()].flatMap(({ file }) => (file === undefined ? [] : [pathToFileURL(file).href])))];
}
