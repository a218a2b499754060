import { z } from '@hono/zod-openapi';
import { Artifact, ArtifactUid } from './artifact.js';
import { Run, RunUid } from './run.js';

/** Where an artifact comes from, and what was made of it. */
export const Lineage = z.object({
  artifact: Artifact,
  runs: z.array(Run),
  artifacts: z.array(Artifact),
  edges: z
    .array(
      z.object({
        type: z.enum(['read', 'logged']).openapi({ description: 'A run read the artifact, or logged it.' }),
        runUid: RunUid,
        artifactUid: ArtifactUid,
        key: z.string().openapi({ description: 'What the run calls it.' }),
      }),
    )
    .openapi({ description: 'Between `artifacts` and `runs`.' }),
  complete: z.boolean().openapi({ description: 'False when there is more than `depth` or the size of an answer lets be seen.' }),
});
