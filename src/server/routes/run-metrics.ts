import { createRoute, z } from '@hono/zod-openapi';
import { present } from '../../core/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { seriesOnWire } from '../series-on-wire.js';
import { AllSeries, RunUid } from '../wire/run.js';
import { requireRun } from './runs.js';

export const Points = z.coerce
  .number()
  .int()
  .min(3)
  .max(100_000)
  .default(1000)
  .openapi({ description: 'A longer series is thinned out to about so many: its ends, and the lowest and highest of each stretch.' });

const metrics = createRoute({
  method: 'get',
  path: '/runs/{uid}/metrics',
  summary: 'Metric series of one attempt',
  request: {
    params: z.object({ uid: RunUid }),
    query: z.object({
      attempt: z.coerce.number().int().min(1).optional().openapi({ description: 'Default: the newest.' }),
      key: z.string().optional().openapi({ description: 'Only this one.' }),
      points: Points,
    }),
  },
  responses: answers(AllSeries, 'By key, each in the order of its steps.'),
});

/** Metric series. */
export function runMetricRoutes({ tracking }: ServerContext) {
  return newRoutes().openapi(metrics, async (c) => {
    const { attempt, key, points } = c.req.valid('query');
    const run = await requireRun(tracking, c.req.valid('param').uid, attempt);
    const found = await tracking.metricSeries(run.uid, { attempt: run.attempt, ...present({ key }) });
    return c.json({ attempt: run.attempt, series: seriesOnWire(found, points) }, 200);
  });
}
