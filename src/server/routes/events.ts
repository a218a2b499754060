import { createRoute, z } from '@hono/zod-openapi';
import { present } from '../../core/index.js';
import { RequestError } from '../request-error.js';
import { ERRORS, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { RunUid } from '../wire/run.js';

const MOST_RUNS = 50;

const events = createRoute({
  method: 'get',
  path: '/events',
  summary: 'What happens, as server-sent events',
  description:
    'Of runs and their steps (`run`), or of the runs of a project, or of all runs. The first event is `hello`; when it says `reset`, read again what you show. ' +
    'With `Last-Event-ID` the stream goes on where it was. See docs/api.md for the events.',
  request: {
    query: z.object({
      run: z
        .union([RunUid, z.array(RunUid).max(MOST_RUNS)])
        .optional()
        .openapi({ description: `May be repeated, ${MOST_RUNS} times at most.` }),
      project: z.string().optional(),
    }),
    headers: z.object({ 'last-event-id': z.string().max(20_000).optional() }),
  },
  responses: {
    ...ERRORS,
    200: { content: { 'text/event-stream': { schema: z.string() } }, description: 'A stream that does not end by itself.' },
  },
});

/** Live updates. */
export function eventRoutes({ feed, maxViewers }: ServerContext) {
  return newRoutes().openapi(events, async (c) => {
    const { run, project } = c.req.valid('query');
    if (feed.viewers >= maxViewers) {
      const message = `There are ${maxViewers} viewers already, and this server takes no more of them. Close some pages, or raise maxViewers.`;
      throw new RequestError(429, 'ERR_TOO_MANY_REQUESTS', { message, headers: { 'retry-after': '10' } });
    }
    const stream = await feed.watch(
      present({ runs: run === undefined ? undefined : [run].flat(), project }),
      c.req.valid('header')['last-event-id'],
    );
    return c.body(stream, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  });
}
