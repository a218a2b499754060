import { z } from '@hono/zod-openapi';
import { AnyJson } from './json.js';

const KIB = 1024;
// What is of use whole or not at all, and what may be cut off.
export const LIMIT = { whole: 8192 * KIB, part: 256 * KIB };

export const MOST_FILES = 500;

/** What can be shown of an artifact. */
export const Preview = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('dataset'),
      header: z.array(z.string()),
      schema: AnyJson.optional(),
      length: z.number().optional().openapi({ description: 'Rows in all.' }),
      rows: z.array(z.array(AnyJson)).openapi({ description: 'The first ones, in the order of the header.' }),
      stats: AnyJson.optional().openapi({ description: "By column: pandas' describe() and a histogram." }),
    }),
    z.object({ type: z.literal('chart'), spec: AnyJson.openapi({ description: 'Vega-Lite, with its data inside.' }) }),
    z.object({ type: z.literal('table'), header: z.array(z.string()), rows: z.array(z.array(AnyJson)) }),
    z.object({
      type: z.enum(['text', 'markdown', 'json']),
      text: z.string(),
      truncated: z.boolean().openapi({ description: `Only the first ${LIMIT.part / KIB} KiB are here.` }),
    }),
    z.object({
      type: z.enum(['html', 'image']),
      url: z.string().openapi({ description: 'For a sandboxed frame, or an image.', example: '/content/…' }),
    }),
    z.object({
      type: z.literal('directory'),
      files: z.array(z.object({ path: z.string(), size: z.number() })).openapi({ description: `The first ${MOST_FILES}, by path.` }),
      count: z.number().int().openapi({ description: 'Files in all.' }),
    }),
    z.object({ type: z.literal('none'), reason: z.string() }),
  ])
  .openapi('Preview');
