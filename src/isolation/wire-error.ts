import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import * as core from '../core/index.js';

/** An error on its way to or from a process: a structured clone alone would lose its class, its name and its fields. */
export interface WireError {
  /** Undefined: no Error was thrown, but `value`. */
  readonly name?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: WireError;
  /** What else it has that can be cloned, e.g. `code`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly value?: unknown;
}

const DEEPEST_CAUSE = 10;
// The classes that somebody asks for by instanceof; of others the name stays.
const CLASSES: Readonly<Record<string, unknown>> = {
  ...core,
  ApplicationFailure,
  CancelledFailure,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
};

export function packError(error: unknown, depth = 0): WireError {
  if (!(error instanceof Error)) return { message: '', fields: {}, value: cloneable(error) ? error : String(error) };
  const { name, message, stack, cause } = error;
  const fields = Object.entries(error).filter(([key, value]) => !['name', 'message', 'stack', 'cause'].includes(key) && cloneable(value));
  return {
    name: name === 'Error' ? error.constructor.name || name : name,
    message,
    fields: Object.fromEntries(fields),
    ...core.present({ stack, cause: cause === undefined || depth >= DEEPEST_CAUSE ? undefined : packError(cause, depth + 1) }),
  };
}

export function unpackError({ name, message, stack, cause, fields, value }: WireError): unknown {
  if (name === undefined) return value;
  const error = new Error(message, cause === undefined ? undefined : { cause: unpackError(cause) });
  const known = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (typeof known === 'function' && known.prototype instanceof Error) Object.setPrototypeOf(error, known.prototype as object);
  else if (name !== 'Error') error.name = name;
  if (stack !== undefined) error.stack = stack;
  return Object.assign(error, fields);
}

function cloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
