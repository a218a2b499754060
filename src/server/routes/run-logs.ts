import { createRoute, z } from '@hono/zod-openapi';
import { present } from '../../core/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { lineOnWire } from '../on-wire.js';
import { LogLevel, LogPage, RunUid } from '../wire/run.js';
import { requireRun } from './runs.js';

const Seq = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const logs = createRoute({
  method: 'get',
  path: '/runs/{uid}/logs',
  summary: 'Lines of the log of one attempt',
  request: {
    params: z.object({ uid: RunUid }),
    query: z.object({
      attempt: z.coerce.number().int().min(1).optional().openapi({ description: 'Default: the newest.' }),
      level: LogLevel.optional().openapi({ description: 'This loud, or louder.' }),
      search: z.string().min(1).max(200).optional().openapi({ description: 'Text in the message; A to Z in either case.' }),
      after: Seq.optional().openapi({ description: 'Lines with a higher seq.' }),
      before: Seq.optional().openapi({ description: 'Lines with a lower seq.' }),
      tail: z.enum(['true', 'false']).optional().openapi({ description: 'The last `limit` lines rather than the first.' }),
      limit: z.coerce.number().int().min(1).max(10_000).default(500),
    }),
  },
  responses: answers(LogPage, 'In order, whichever end they were cut at.'),
});

/** The log, by parts. */
export function runLogRoutes({ tracking }: ServerContext) {
  return newRoutes().openapi(logs, async (c) => {
    const { tail, limit, ...filter } = c.req.valid('query');
    const run = await requireRun(tracking, c.req.valid('param').uid, filter.attempt);
    const last = tail === 'true';
    const found = await tracking.logs(run.uid, { ...present(filter), attempt: run.attempt, last, limit: limit + 1 });
    const more = found.length > limit;
    const lines = !more ? found : last ? found.slice(1) : found.slice(0, limit);
    return c.json({ attempt: run.attempt, lines: lines.map(lineOnWire), more }, 200);
  });
}
