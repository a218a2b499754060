import { z } from '@hono/zod-openapi';

/** Any JSON; what JSON lacks (NaN, the infinities, -0, bigint, Date) is tagged as `tidemark … --json` has it. */
export const AnyJson = z.unknown().openapi({ description: 'Any JSON; NaN, infinities, bigint and dates are tagged.' });

/** A number; NaN and the infinities are `{ "$tidemark": "number", "value": "NaN" }`. */
export const TaggedNumber = z
  .union([z.number(), z.object({ $tidemark: z.literal('number'), value: z.enum(['NaN', 'Infinity', '-Infinity', '-0']) })])
  .openapi('Number');

export const Time = z.string().openapi({ format: 'date-time', example: '2026-03-01T12:00:00.000Z' });

export const Texts = z.record(z.string(), z.string());
export const Values = z.record(z.string(), AnyJson);
