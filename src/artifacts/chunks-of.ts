import { setMaxListeners } from 'node:events';
import { InvalidArgumentError } from '../core/index.js';
import type { BodySource } from './artifact-store.js';

const SLICE_BYTES = 1024 * 1024;

/**
 * A body in chunks. Stops with the signal's reason as soon as it is aborted, even while the source keeps it waiting.
 *
 * @throws {InvalidArgumentError} when the source yields something that is not bytes.
 */
export async function* chunksOf(body: BodySource, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  if (body instanceof Uint8Array) {
    for (let start = 0; start < body.length; start += SLICE_BYTES) {
      signal?.throwIfAborted();
      yield body.subarray(start, start + SLICE_BYTES);
    }
    return;
  }
  // A run may store any number of bodies at once, and each listens: that is no leak to warn of.
  if (signal !== undefined) setMaxListeners(0, signal);
  const iterator = body[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await nextUnlessAborted(iterator, signal);
      if (next.done === true) {
        ended = true;
        return;
      }
      const chunk: unknown = next.value;
      if (!(chunk instanceof Uint8Array))
        throw new InvalidArgumentError(`A body's stream must yield Uint8Array chunks, but it gave ${typeof chunk}.`);
      yield chunk;
    }
  } finally {
    // Not awaited: a source that never answers must not hold up who gave up on it.
    if (!ended) iterator.return?.()?.then(undefined, () => undefined);
  }
}

// One listener a chunk, removed again: racing against one long-lived promise would keep every chunk's reaction alive.
function nextUnlessAborted<T>(iterator: AsyncIterator<T>, signal?: AbortSignal): Promise<IteratorResult<T>> {
  if (signal === undefined) return iterator.next();
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', giveUp));
  });
}
