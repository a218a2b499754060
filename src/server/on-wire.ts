import type { z } from '@hono/zod-openapi';
import { toTagged } from '../core/index.js';
import type { ArtifactRecord, LogLine as Line, RunRecord } from '../core/index.js';
import type { Artifact } from './wire/artifact.js';
import type { LogLine, Run } from './wire/run.js';

// The types are asserted; tests check answers against the schemas.

/** The record, which is JSON already: what is in `spec` and `status` is stored tagged. */
export function artifactOnWire(record: ArtifactRecord): z.infer<typeof Artifact> {
  return record as unknown as z.infer<typeof Artifact>;
}

/** The record, with what JSON lacks tagged. */
export function runOnWire(record: RunRecord): z.infer<typeof Run> {
  return toTagged(record) as z.infer<typeof Run>;
}

/** The line, with what JSON lacks tagged. */
export function lineOnWire(line: Line): z.infer<typeof LogLine> {
  return toTagged(line) as z.infer<typeof LogLine>;
}
