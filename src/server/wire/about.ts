import { z } from '@hono/zod-openapi';

/** What surrounds the server. */
export const About = z
  .object({
    temporalUiUrl: z
      .string()
      .optional()
      .openapi({ description: "Where Temporal's web UI is, when that is known.", example: 'http://127.0.0.1:8233' }),
  })
  .openapi('About');
