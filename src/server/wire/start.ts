import { z } from '@hono/zod-openapi';
import { AnyJson, Texts, Values } from './json.js';
import { RunUid } from './run.js';

/** What starting a run again takes. */
export const StartForm = z
  .object({
    schema: z.record(z.string(), AnyJson).optional().openapi({
      description: 'JSON Schema of the params, as the worker published it. Absent of pipelines, and of handlers that take anything.',
    }),
    params: Values.openapi({ description: 'Those of the run.' }),
    inputs: Texts.openapi({ description: 'Of a step: key to the pinned URI that it read.' }),
    declaredInputs: Texts.optional().openapi({
      description: 'Of a step that declares them: key to kind, with `?` for what may be missing.',
    }),
    taskQueue: z.string().optional(),
  })
  .openapi('StartForm');

/** With what it is started. */
export const StartBody = z.object({
  params: Values.optional().openapi({ description: 'All of them. Default: those of the run.' }),
  inputs: Texts.optional().openapi({ description: 'All of them, of a step. Default: those of the run.' }),
  labels: Texts.optional(),
  maximumAttempts: z.number().int().min(1).max(1000).optional().openapi({ description: 'Of a step that fails. Default 1.' }),
});

/** What was started. */
export const Started = z.object({ uid: RunUid, workflowId: z.string(), temporalRunId: z.string() });
