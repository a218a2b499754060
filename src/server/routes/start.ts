import { createRoute, z } from '@hono/zod-openapi';
import { fromTagged, present, toTagged } from '../../core/index.js';
import type { Json, Value } from '../../core/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { RunUid } from '../wire/run.js';
import { StartBody, StartForm, Started } from '../wire/start.js';

const form = createRoute({
  method: 'get',
  path: '/runs/{uid}/params-schema',
  summary: 'What starting a run again takes',
  request: { params: z.object({ uid: RunUid }) },
  responses: answers(StartForm, 'The params it had, and what its handler says of params.'),
});

const startAgain = createRoute({
  method: 'post',
  path: '/runs/{uid}/start-again',
  summary: 'Start the pipeline of a run again, or the handler of a step as a job of its own',
  description:
    'On Temporal, on the task queue where it ran. Params are checked as far as their schema says; `issues` of the error name the fields.',
  request: {
    params: z.object({ uid: RunUid }),
    body: {
      required: true,
      content: {
        'application/json': { schema: StartBody },
      },
    },
  },
  responses: answers(Started, 'What was started. The run of this uid appears when a worker picks it up.'),
});

/** Starting again. */
export function startRoutes({ client }: ServerContext) {
  return newRoutes()
    .openapi(form, async (c) => {
      const { params, ...rest } = await client.startForm(c.req.valid('param').uid);
      return c.json({ ...rest, params: toTagged(params) } as z.infer<typeof StartForm>, 200);
    })
    .openapi(startAgain, async (c) => {
      const { params, inputs, labels, maximumAttempts } = c.req.valid('json');
      const given = params === undefined ? undefined : (fromTagged(params as Json) as Readonly<Record<string, Value>>);
      const options = present({ params: given, inputs, labels, maximumAttempts });
      const { uid, workflowId, temporalRunId } = await client.startAgain(c.req.valid('param').uid, options);
      return c.json({ uid, workflowId, temporalRunId }, 200);
    });
}
