import { z } from '@hono/zod-openapi';
import { Run, RunUid } from './run.js';

const Edge = z.object({
  from: RunUid.openapi({ description: 'The step that logged it.' }),
  to: RunUid.openapi({ description: 'The step that read it.' }),
  artifactUid: z.string(),
  key: z.string().openapi({ description: 'What the artifact was logged as.' }),
  input: z.string().openapi({ description: 'What it is called by the reader.' }),
});

/** The steps of a pipeline, and what went between them. */
export const Graph = z.object({ run: Run, steps: z.array(Run), edges: z.array(Edge) });
