import { z } from '@hono/zod-openapi';

/** The query parameters of every list. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(1000).default(50).openapi({ description: 'At most so many.' }),
  cursor: z.string().max(500).optional().openapi({ description: 'What the page before said under `nextCursor`.' }),
};

/** Absent on the last page. */
export const NextCursor = z.string().optional().openapi({ description: 'For the next page; absent on the last one. Opaque.' });
