import { z } from '@hono/zod-openapi';
import { RunUid } from './run.js';

/** Whose labels are set at once. */
export const MOST_RUNS = 1000;

const Labels = z
  .record(z.string(), z.string().max(10_000).nullable())
  .openapi({ description: 'Key to value; null takes a label off. Others stay.', example: { stage: 'final', draft: null } });

/** Labels of one run. */
export const LabelsBody = z.object({ labels: Labels });

/** Labels of several. */
export const LabelsOfRunsBody = z.object({ uids: z.array(RunUid).min(1).max(MOST_RUNS), labels: Labels });
