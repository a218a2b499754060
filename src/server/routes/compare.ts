import { createRoute, z } from '@hono/zod-openapi';
import { InvalidArgumentError, RunNotFoundError, present } from '../../core/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { artifactOnWire, runOnWire } from '../on-wire.js';
import { seriesOnWire } from '../series-on-wire.js';
import { Comparison } from '../wire/comparison.js';
import { RunUid } from '../wire/run.js';
import { Points } from './run-metrics.js';

const MOST_RUNS = 50;

const compare = createRoute({
  method: 'get',
  path: '/compare',
  summary: `Up to ${MOST_RUNS} runs side by side`,
  request: {
    query: z.object({
      uids: z.string().openapi({ description: 'Uids with commas between them.' }),
      key: z.string().optional().openapi({ description: 'Only the series of this metric.' }),
      points: Points,
    }),
  },
  responses: answers(Comparison, 'Records, series and artifacts.'),
});

/** Comparison of runs. */
export function compareRoutes({ tracking }: ServerContext) {
  return newRoutes().openapi(compare, async (c) => {
    const { key, points, ...query } = c.req.valid('query');
    const uids = uidsOf(query.uids);
    const found = new Map((await tracking.listRuns({ uids, limit: MOST_RUNS })).map((run) => [run.uid, run]));
    const runs = await Promise.all(
      uids.map(async (uid) => {
        const run = found.get(uid);
        if (run === undefined) throw new RunNotFoundError(uid);
        const [metrics, artifacts] = await Promise.all([
          tracking.metricSeries(uid, { attempt: run.attempt, ...present({ key }) }),
          tracking.listArtifacts({ runUid: uid, attempt: run.attempt, includePending: true }),
        ]);
        return { run: runOnWire(run), series: seriesOnWire(metrics, points), artifacts: artifacts.map(artifactOnWire) };
      }),
    );
    return c.json({ runs }, 200);
  });
}

function uidsOf(text: string): readonly string[] {
  const uids = [...new Set(text.split(','))];
  const wrong = uids.find((uid) => !RunUid.safeParse(uid).success);
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${JSON.stringify(wrong.slice(0, 40))} is no uid: 32 hex digits, with commas between several.`);
  if (uids.length > MOST_RUNS) throw new InvalidArgumentError(`${uids.length} runs are too many to compare: ${MOST_RUNS} at most.`);
  return uids;
}
