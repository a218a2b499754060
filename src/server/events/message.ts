import type { EventData } from '../wire/event.js';

const encoder = new TextEncoder();

/** One event, encoded once for all who get it. `data` is one line of JSON. */
export function encodeEvent<Name extends keyof EventData>(event: Name, data: EventData[Name]): Uint8Array {
  return encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/**
 * Says how far the stream has come. It follows what it stands for, as a block of its own: browsers take it over without an event, so that a connection that
 * breaks within a batch gets the whole batch again.
 */
export function encodeId(cursor: string): Uint8Array {
  return encoder.encode(`id: ${cursor}\n\n`);
}

/** How long a browser waits before it connects again. */
export const RETRY = encoder.encode('retry: 1000\n\n');
