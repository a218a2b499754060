import { InvalidArgumentError } from '../core/index.js';

/** Where a page begins: after something, or, in an order that changes by itself, after so many. */
export type Start =
  | { readonly offset: number }
  | { readonly after: { readonly uid: string; readonly time: number; readonly attempt: number } };

const OFFSET = /^o(\d{1,9})$/;
const PLACE = /^t(\d{1,15})\.([0-9a-f]{32})\.(\d{1,9})$/;

/** Reads a cursor. @throws {InvalidArgumentError} for text that is no cursor of ours. */
export function startOf(cursor: string | undefined): Start {
  if (cursor === undefined) return { offset: 0 };
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, offset] = OFFSET.exec(text) ?? [];
  if (offset !== undefined) return { offset: Number(offset) };
  const [, time, uid, attempt] = PLACE.exec(text) ?? [];
  if (uid === undefined)
    throw new InvalidArgumentError(`${JSON.stringify(cursor.slice(0, 40))} is not a cursor. Take nextCursor of the page before, as it is.`);
  return { after: { uid, time: Number(time), attempt: Number(attempt) } };
}

/** After so many. */
export function offsetCursor(offset: number): string {
  return Buffer.from(`o${offset}`).toString('base64url');
}

/** After this one, which began or was made at `time`, in ISO 8601. */
export function placeCursor({ uid, time, attempt }: { readonly uid: string; readonly time: string; readonly attempt: number }): string {
  return Buffer.from(`t${Date.parse(time)}.${uid}.${attempt}`).toString('base64url');
}

/** Cuts a page off a list that was read with one more than `limit`; `cursorAfter` makes the cursor of its last item. */
export function pageOf<T>(found: readonly T[], limit: number, cursorAfter: (last: T) => string): { items: T[]; nextCursor?: string } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, nextCursor: cursorAfter(last) } : { items };
}
