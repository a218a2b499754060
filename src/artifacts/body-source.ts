import { basename } from 'node:path';
import { InvalidArgumentError, LocalFileNotFoundError } from '../core/index.js';
import type { BodySource } from './artifact-store.js';
import { isMissing } from './files/file-errors.js';
import { readChunks } from './files/read-chunks.js';

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

/**
 * A local file as a body, opened at the first chunk and never whole in memory. May be read again.
 *
 * @throws {LocalFileNotFoundError} at the first chunk, naming the artifact's `key`.
 */
export function fileBody(path: string, key = basename(path)): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      try {
        yield* readChunks(path);
      } catch (error) {
        throw isMissing(error) ? new LocalFileNotFoundError(key, path, { cause: error }) : error;
      }
    },
  };
}

function describe(given: unknown): string {
  return typeof given === 'object' && given !== null ? `an object of class ${given.constructor?.name ?? 'unknown'}` : String(given);
}
