import { pathToFileURL } from 'node:url';
import type { Isolate } from '../activities/index.js';
import type { Configuration } from '../configuration/index.js';
import type { NamedHandler } from '../context/index.js';
import { HandlerByValueError, present } from '../core/index.js';
import { ProcessPool } from '../isolation/index.js';
import type { Limits } from '../isolation/index.js';
import type { Isolation } from '../sdk/index.js';

/** Which handlers of a worker are isolated, and their processes, which start when the worker does. @throws {HandlerByValueError} for one whose module is not known. */
export function isolation(
  handlers: ReadonlyMap<string, NamedHandler>,
  { byDefault = false, atOnce }: { readonly byDefault?: Isolation | undefined; readonly atOnce?: number | undefined },
): { open(configuration: Configuration): Isolate; close(): Promise<void> } {
  const isolated = new Map<NamedHandler, Limits>();
  for (const handler of handlers.values()) {
    const { isolate = byDefault } = handler.handler;
    if (isolate !== false) isolated.set(handler, isolate === true ? {} : present({ memoryMiB: isolate.memoryMiB }));
  }
  const byValue = [...isolated.keys()].filter(({ file }) => file === undefined).map(({ exportName }) => exportName);
  if (byValue.length > 0) throw new HandlerByValueError(byValue.join(', '));
  let pool: ProcessPool | undefined;
  return {
    open(configuration) {
      if (isolated.size === 0) return () => undefined;
      const processes = new ProcessPool(modulesOf(handlers), configuration, atOnce);
      pool = processes;
      for (const limits of isolated.values()) processes.prepare(limits);
      return (handler) => {
        const limits = isolated.get(handler);
        return limits === undefined ? undefined : { pool: processes, limits };
      };
    },
    close: async () => pool?.close(),
  };
}

function modulesOf(handlers: ReadonlyMap<string, NamedHandler>): string[] {
  return [...new Set([...handlers.values()].flatMap(({ file }) => (file === undefined ? [] : [pathToFileURL(file).href])))];
}
