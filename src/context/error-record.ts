import { inspect } from 'node:util';
import { TidemarkError } from '../core/index.js';
import type { ErrorRecord } from '../core/index.js';
import type { Mask } from './secrets.js';

const DEEPEST_CAUSE = 10;
// Temporal keeps failures in its history, and refuses very large ones.
const LONGEST_TEXT = 20_000;

/** What was thrown, ready to be stored: secrets masked, causes kept. */
export function errorRecord(error: unknown, mask?: Mask, depth = 0): ErrorRecord {
  const text = (value: unknown): string => shortened(mask === undefined ? String(value) : mask.text(String(value)));
  if (!(error instanceof Error)) {
    return { name: 'Error', message: text(typeof error === 'string' ? error : `Thrown: ${inspect(error, { depth: 3 })}`) };
  }
  const name = error.name === 'Error' ? error.constructor.name || 'Error' : error.name;
  return {
    name: text(name),
    message: text(error.message),
    ...(error.stack === undefined ? {} : { stack: text(error.stack) }),
    ...(error instanceof TidemarkError ? { code: error.code } : {}),
    ...(error.cause === undefined || depth >= DEEPEST_CAUSE ? {} : { cause: errorRecord(error.cause, mask, depth + 1) }),
  };
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (${text.length - LONGEST_TEXT} more characters)` : text;
}

/** An error like the stored one, for who waits for the run. */
export function fromErrorRecord(record: ErrorRecord): Error {
  const error = new Error(record.message, record.cause === undefined ? undefined : { cause: fromErrorRecord(record.cause) });
  error.name = record.name;
  if (record.stack !== undefined) error.stack = record.stack;
  return error;
}
