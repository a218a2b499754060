import { createRoute } from '@hono/zod-openapi';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { Projects } from '../wire/project.js';

const list = createRoute({
  method: 'get',
  path: '/projects',
  summary: 'Projects that have runs',
  responses: answers(Projects, 'By name.'),
});

/** For the project switcher. */
export function projectRoutes({ tracking }: ServerContext) {
  return newRoutes().openapi(list, async (c) => c.json({ projects: [...(await tracking.projectSummaries())] }, 200));
}
