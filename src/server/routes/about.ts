import { createRoute } from '@hono/zod-openapi';
import { present } from '../../core/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { About } from '../wire/about.js';

const about = createRoute({
  method: 'get',
  path: '/about',
  summary: 'What surrounds this server',
  responses: answers(About, 'What is known.'),
});

/** For links to elsewhere. */
export function aboutRoutes({ temporalUiUrl }: ServerContext) {
  return newRoutes().openapi(about, async (c) => c.json(present({ temporalUiUrl }), 200));
}
