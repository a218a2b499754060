import { z } from '@hono/zod-openapi';
import { Artifact } from './artifact.js';
import { Run, Series } from './run.js';

/** Runs side by side. */
export const Comparison = z.object({
  runs: z.array(
    z.object({ run: Run, series: z.array(Series), artifacts: z.array(Artifact) }).openapi({ description: 'In the order asked for.' }),
  ),
});
