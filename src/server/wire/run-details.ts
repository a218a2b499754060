import { z } from '@hono/zod-openapi';
import { Artifact } from './artifact.js';
import { Input, Run } from './run.js';

/** A run and what belongs to it. */
export const RunDetails = z.object({
  run: Run,
  inputs: z.array(Input),
  artifacts: z.array(Artifact).openapi({ description: 'Of the attempt that is shown, pending ones too; oldest first.' }),
  childrenCount: z.number().int(),
  parent: Run.optional(),
});
