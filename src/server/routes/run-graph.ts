import { createRoute, z } from '@hono/zod-openapi';
import { isStoreUri, parseArtifactUri } from '../../core/index.js';
import type { RunRecord } from '../../core/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { runOnWire } from '../on-wire.js';
import { Graph } from '../wire/graph.js';
import { RunUid } from '../wire/run.js';
import { requireRun } from './runs.js';

// A graph of more steps than these is drawn by nobody; the list of children has them all.
const MOST_STEPS = 2000;

const graph = createRoute({
  method: 'get',
  path: '/runs/{uid}/graph',
  summary: 'The steps of a pipeline, and which artifacts went from one to another',
  request: { params: z.object({ uid: RunUid }) },
  responses: answers(Graph, `Steps in the order they started, ${MOST_STEPS} at most.`),
});

/** The graph of a pipeline. */
export function runGraphRoutes({ tracking }: ServerContext) {
  return newRoutes().openapi(graph, async (c) => {
    const run = await requireRun(tracking, c.req.valid('param').uid);
    const steps = await tracking.listRuns({ parentUid: run.uid, orderBy: '-startTime', limit: MOST_STEPS });
    return c.json({ run: runOnWire(run), steps: steps.map(runOnWire), edges: edgesOf(steps) }, 200);
  });
}

/** Inputs are pinned, so the records themselves say what was handed on. */
export function edgesOf(steps: readonly RunRecord[]) {
  const producers = new Map(
    steps.flatMap((step) => Object.entries(step.artifacts).map(([key, uri]) => [uidIn(uri), { from: step.uid, key }] as const)),
  );
  return steps.flatMap((step) =>
    Object.entries(step.inputs).flatMap(([input, uri]) => {
      const artifactUid = uidIn(uri);
      const producer = artifactUid === undefined ? undefined : producers.get(artifactUid);
      return producer === undefined || artifactUid === undefined ? [] : [{ ...producer, to: step.uid, artifactUid, input }];
    }),
  );
}

function uidIn(uri: string): string | undefined {
  if (!isStoreUri(uri)) return undefined;
  try {
    return parseArtifactUri(uri).uid;
  } catch {
    // A run may record an input that leads nowhere: that is why it failed.
    return undefined;
  }
}
