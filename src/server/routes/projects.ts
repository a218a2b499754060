import { createRoute, z } from '@hono/zod-openapi';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { Time } from '../wire/json.js';

const Project = z.object({ project: z.string(), runs: z.number().int(), lastStart: Time }).openapi('Project');

const list = createRoute({
  method: 'get',
  path: '/projects',
  summary: 'Projects that have runs',
  responses: answers(z.object({ projects: z.array(Project) }), 'By name.'),
});

/** For the project switcher. */
export function projectRoutes({ tracking }: ServerContext) {
  return newRoutes().openapi(list, async (c) => c.json({ projects: [...(await tracking.projectSummaries())] }, 200));
}
