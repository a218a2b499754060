import { z } from '@hono/zod-openapi';

/** What every answer with a status of 400 and more has. */
export const ErrorBody = z
  .object({
    error: z.object({
      code: z.string().openapi({ example: 'ERR_RUN_NOT_FOUND', description: 'Stable. See docs/errors.md and docs/api.md.' }),
      message: z.string().openapi({ description: 'What happened, to what, and what to do next.' }),
      issues: z
        .array(z.object({ path: z.string(), message: z.string() }))
        .optional()
        .openapi({ description: 'Where the request is wrong, when its parameters or body are.' }),
      position: z.number().int().optional().openapi({ description: 'Of the fault in a query, in characters from 0.' }),
      reason: z.string().optional().openapi({ description: 'Of the fault in a query, without the query.' }),
      retryable: z.boolean().optional(),
    }),
  })
  .openapi('Error');
