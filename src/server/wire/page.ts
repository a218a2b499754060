import { z } from '@hono/zod-openapi';
import { InvalidArgumentError } from '../../core/index.js';

/** The query parameters of every list. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(1000).default(50).openapi({ description: 'At most so many.' }),
  cursor: z.string().max(500).optional().openapi({ description: 'What the page before said under `nextCursor`.' }),
};

/** Absent on the last page. */
export const NextCursor = z.string().optional().openapi({ description: 'For the next page; absent on the last one. Opaque.' });

/** Where a page begins. @throws {InvalidArgumentError} for text that is no cursor of ours. */
export function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, offset] = /^o(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (offset === undefined)
    throw new InvalidArgumentError(`${JSON.stringify(cursor.slice(0, 40))} is not a cursor. Take nextCursor of the page before, as it is.`);
  return Number(offset);
}

/** Cuts a page off a list that was read with one more than `limit`. */
export function pageOf<T>(found: readonly T[], { limit, offset }: { limit: number; offset: number }): { items: T[]; nextCursor?: string } {
  const items = found.slice(0, limit);
  return found.length > limit ? { items, nextCursor: Buffer.from(`o${offset + limit}`).toString('base64url') } : { items };
}
