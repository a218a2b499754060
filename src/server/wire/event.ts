import type { z } from '@hono/zod-openapi';
import type { Artifact } from './artifact.js';
import type { LogLine, Run, Series } from './run.js';

/** What the events of the stream say, by their names. */
export interface EventData {
  readonly hello: { readonly reset: boolean };
  readonly run: z.output<typeof Run>;
  readonly removed: { readonly uid: string; readonly project: string };
  readonly logs: { readonly uid: string; readonly attempt: number; readonly lines: readonly z.output<typeof LogLine>[] };
  readonly metrics: { readonly uid: string; readonly attempt: number; readonly series: readonly z.output<typeof Series>[] };
  readonly artifacts: { readonly uid: string; readonly artifacts: readonly z.output<typeof Artifact>[] };
}
