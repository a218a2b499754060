import { createRoute, z } from '@hono/zod-openapi';
import { RunNotFoundError, present } from '../../core/index.js';
import type { RunRecord } from '../../core/index.js';
import { parseRunQuery } from '../../search/index.js';
import type { RunFilter, TrackingStore } from '../../tracking/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { artifactOnWire, runOnWire } from '../on-wire.js';
import { offsetCursor, pageOf, placeCursor, startOf } from '../paging.js';
import { PageQuery } from '../wire/page.js';
import { RunDetails } from '../wire/run-details.js';
import { RunKind, RunPage, RunState, RunUid } from '../wire/run.js';
import { labelsOf, statesOf } from './run-query.js';

const list = createRoute({
  method: 'get',
  path: '/runs',
  summary: 'Runs, newest first unless ordered otherwise',
  request: {
    query: z.object({
      q: z.string().max(2000).optional().openapi({
        description: 'What must hold, in the query language of docs/search.md.',
        example: 'state = error and results.accuracy > 0.9',
      }),
      project: z.string().optional(),
      name: z.string().optional(),
      uid: RunUid.or(z.string().regex(/^[0-9a-f]{1,32}$/))
        .optional()
        .openapi({ description: 'A uid or the beginning of one.' }),
      kind: RunKind.optional(),
      state: z
        .string()
        .optional()
        .openapi({ description: `One or several, with commas: ${RunState.options.join(', ')}.`, example: 'error,aborted' }),
      label: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .openapi({ description: '`key=value`; may be repeated.', example: 'framework=sklearn' }),
      parentUid: RunUid.optional(),
      since: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Started at or after this.' }),
      orderBy: z
        .string()
        .optional()
        .openapi({ description: '`startTime` (newest first) or `results.<key>` (largest first); `-` before it turns it round.' }),
      ...PageQuery,
    }),
  },
  responses: answers(RunPage, 'A page of runs.'),
});

const show = createRoute({
  method: 'get',
  path: '/runs/{uid}',
  summary: 'A run, as its newest attempt or as another one shows it',
  request: { params: z.object({ uid: RunUid }), query: z.object({ attempt: z.coerce.number().int().min(1).optional() }) },
  responses: answers(RunDetails, 'The run and what belongs to it.'),
});

const children = createRoute({
  method: 'get',
  path: '/runs/{uid}/children',
  summary: 'The steps of a pipeline, in the order they started',
  request: { params: z.object({ uid: RunUid }), query: z.object(PageQuery) },
  responses: answers(RunPage, 'A page of runs.'),
});

/** Lists of runs, and one run. */
export function runRoutes({ tracking }: ServerContext) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { q = '', limit, cursor, label, state, since, uid, ...rest } = c.req.valid('query');
      const filter = present({
        ...rest,
        where: parseRunQuery(q),
        uidPrefix: uid,
        state: statesOf(state),
        labels: labelsOf(label),
        since: since === undefined ? undefined : new Date(since),
      });
      return c.json(await pageOfRuns(tracking, filter, { limit, cursor }), 200);
    })
    .openapi(show, async (c) => {
      const { uid } = c.req.valid('param');
      const run = await requireRun(tracking, uid, c.req.valid('query').attempt);
      const [inputs, artifacts, childrenCount, parent] = await Promise.all([
        inputsOf(tracking, uid),
        tracking.listArtifacts({ runUid: uid, attempt: run.attempt, includePending: true }),
        tracking.countRuns({ parentUid: uid }),
        run.parentUid === undefined ? undefined : tracking.getRun(run.parentUid),
      ]);
      const page = {
        run: runOnWire(run),
        inputs,
        artifacts: artifacts.toReversed().map(artifactOnWire),
        childrenCount,
        ...present({ parent: parent && runOnWire(parent) }),
      };
      return c.json(page, 200);
    })
    .openapi(children, async (c) => {
      const { uid } = c.req.valid('param');
      await requireRun(tracking, uid);
      return c.json(await pageOfRuns(tracking, { parentUid: uid, orderBy: '-startTime' }, c.req.valid('query')), 200);
    });
}

/** @throws {RunNotFoundError} */
export async function requireRun(tracking: TrackingStore, uid: string, attempt?: number): Promise<RunRecord> {
  const run = await tracking.getRun(uid, attempt);
  if (run === undefined) throw new RunNotFoundError(attempt === undefined ? uid : `${uid} attempt ${attempt}`);
  return run;
}

async function pageOfRuns(
  tracking: TrackingStore,
  filter: RunFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<z.infer<typeof RunPage>> {
  const start = startOf(cursor);
  const isByTime = /^-?startTime$/.test(filter.orderBy ?? 'startTime');
  const { items, ...rest } = pageOf(
    await tracking.listRuns({ ...filter, limit: limit + 1, ...start }),
    limit,
    ({ uid, startTime, attempt }) =>
      // Results change while runs go on: in their order there is no place that stays.
      isByTime ? placeCursor({ uid, time: startTime, attempt }) : offsetCursor(('offset' in start ? start.offset : 0) + limit),
  );
  return { runs: items.map(runOnWire), ...rest };
}

/** With the runs that the artifacts come from. */
async function inputsOf(tracking: TrackingStore, uid: string) {
  const inputs = await tracking.inputs(uid);
  return Promise.all(
    inputs.map(async ({ key, uri, artifactUid, sha256, size }) => {
      const [artifact] = artifactUid === undefined ? [] : await tracking.listArtifacts({ uid: artifactUid, limit: 1 });
      return { key, uri, ...present({ artifactUid, sha256, size, producerUid: artifact?.runUid }) };
    }),
  );
}
