import { createRoute, z } from '@hono/zod-openapi';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { Texts } from '../wire/json.js';
import { LabelsBody, LabelsOfRunsBody, MOST_RUNS } from '../wire/labels.js';
import { RunUid } from '../wire/run.js';

const one = createRoute({
  method: 'patch',
  path: '/runs/{uid}/labels',
  summary: 'Set labels of a run, and take some off. They win over what the run logs itself',
  request: {
    params: z.object({ uid: RunUid }),
    body: { required: true, content: { 'application/json': { schema: LabelsBody } } },
  },
  responses: answers(z.object({ labels: Texts }), 'All that it has now.'),
});

const several = createRoute({
  method: 'patch',
  path: '/runs/labels',
  summary: `The same for up to ${MOST_RUNS} runs: for all of them, or for none`,
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: LabelsOfRunsBody } },
    },
  },
  responses: answers(z.object({ runs: z.number().int() }), 'How many runs it was.'),
});

/** Labels that are set by hand. */
export function labelRoutes({ client }: ServerContext) {
  return newRoutes()
    .openapi(one, async (c) => {
      const { uid } = c.req.valid('param');
      await client.setLabels(uid, c.req.valid('json').labels);
      return c.json({ labels: { ...(await client.getRun(uid)).labels } }, 200);
    })
    .openapi(several, async (c) => {
      const { uids, labels } = c.req.valid('json');
      await client.setLabels(uids, labels);
      return c.json({ runs: new Set(uids).size }, 200);
    });
}
