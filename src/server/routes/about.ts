import { createRoute, z } from '@hono/zod-openapi';
import { present } from '../../core/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';

const About = z
  .object({
    temporalUiUrl: z
      .string()
      .optional()
      .openapi({ description: "Where Temporal's web UI is, when that is known.", example: 'http://127.0.0.1:8233' }),
  })
  .openapi('About');

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
