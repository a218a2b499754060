import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DuplicateNameError, HandlerNotFoundError, INTERNAL_ACTIVITIES } from '../core/index.js';
import { isHandler } from '../sdk/index.js';
import type { Handler } from '../sdk/index.js';

/** A module of handlers, or the path of one. Every export made by `defineHandler` and every exported plain function is a handler. */
export type HandlersModule = Readonly<Record<string, unknown>> | string | URL;

/** A handler with the name it goes by. */
export interface NamedHandler {
  /** The export key: the activity type. */
  readonly exportName: string;
  /** What people see. */
  readonly name: string;
  readonly handler: Handler;
  /** The file, when it is known. */
  readonly file?: string;
}

/** Finds the handlers of modules, by export key. @throws {DuplicateNameError} when two have one key. @throws {HandlerNotFoundError} when there are none. */
export async function loadHandlers(modules: HandlersModule | readonly HandlersModule[]): Promise<ReadonlyMap<string, NamedHandler>> {
  const found = new Map<string, NamedHandler>();
  for (const given of isMany(modules) ? modules : [modules]) {
    const { exports, file } = await load(given);
    for (const named of handlersOf(exports, file)) {
      const other = found.get(named.exportName);
      if (other !== undefined && other.handler.run !== named.handler.run) throw duplicate(named, other);
      if (Object.values<string>(INTERNAL_ACTIVITIES).includes(named.exportName)) {
        throw new DuplicateNameError(`Handler ${named.exportName} has a name that Tidemark uses itself. Export it under another name.`);
      }
      found.set(named.exportName, named);
    }
  }
  if (found.size === 0)
    throw new HandlerNotFoundError('No handlers were found. Export at least one: export const train = defineHandler({ … }).');
  return found;
}

/** The handlers among a module's exports. */
export function handlersOf(exports: Readonly<Record<string, unknown>>, file?: string): NamedHandler[] {
  return Object.entries(exports).flatMap(([exportName, value]) => {
    const handler = asHandler(value);
    return handler === undefined
      ? []
      : [{ exportName, name: handler.name ?? exportName, handler, ...(file === undefined ? {} : { file }) }];
  });
}

/** A declared handler as it is, a plain function as one that declares nothing. */
export function asHandler(value: unknown): Handler | undefined {
  if (isHandler(value)) return value;
  // A class is a function too, but not one that can be called.
  if (typeof value !== 'function' || /^class\b/.test(Function.prototype.toString.call(value))) return undefined;
  return { run: value as Handler['run'] };
}

async function load(given: HandlersModule): Promise<{ exports: Readonly<Record<string, unknown>>; file?: string }> {
  if (typeof given === 'object' && !(given instanceof URL)) return { exports: given };
  const file = given instanceof URL ? given : pathToFileURL(resolve(given));
  if (!existsSync(file)) throw new HandlerNotFoundError(`There is no file ${given.toString()} to load handlers from.`);
  return { exports: (await import(file.href)) as Record<string, unknown>, file: decodeURIComponent(file.pathname) };
}

function isMany(modules: HandlersModule | readonly HandlersModule[]): modules is readonly HandlersModule[] {
  return Array.isArray(modules);
}

function duplicate(one: NamedHandler, other: NamedHandler): DuplicateNameError {
  const files = [one.file, other.file].filter((file) => file !== undefined).join(' and ');
  return new DuplicateNameError(
    `Two handlers are exported as ${one.exportName}${files === '' ? '' : ` (${files})`}. The export key is the activity type; rename one of them.`,
  );
}
