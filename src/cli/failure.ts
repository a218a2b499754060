import { TidemarkError } from '../core/index.js';
import type { ErrorRecord } from '../core/index.js';

/** An error of a process as it can be told to another one, and printed: as records of runs have it. */
export function failureOf(error: unknown): ErrorRecord {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const code: unknown = (error as { code?: unknown }).code;
  return {
    // Our name is the class name; others' may be set on the instance.
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error instanceof TidemarkError || (typeof code === 'string' && code.startsWith('ERR_')) ? { code: String(code) } : {}),
    ...(error.cause === undefined ? {} : { cause: failureOf(error.cause) }),
  };
}
