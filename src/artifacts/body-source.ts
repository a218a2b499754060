import { InvalidArgumentError } from '../core/index.js';
import type { BodySource } from './artifact-store.js';

/** What a user gives as a body, as a store takes it: text becomes UTF-8. @throws {InvalidArgumentError} for anything else, objects among it. */
export function bodySource(body: string | Uint8Array | AsyncIterable<Uint8Array>): BodySource {
  const given: unknown = body;
  if (typeof given === 'string') return new TextEncoder().encode(given);
  if (given instanceof Uint8Array || (typeof given === 'object' && given !== null && Symbol.asyncIterator in given))
    return body as BodySource;
  throw new InvalidArgumentError(
    `A body is text, a Uint8Array or a stream of them, not ${describe(given)}. Turn it into one first, e.g. with JSON.stringify.`,
  );
}

function describe(given: unknown): string {
  return typeof given === 'object' && given !== null ? `an object of class ${given.constructor?.name ?? 'unknown'}` : String(given);
}
