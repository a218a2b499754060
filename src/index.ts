/**
 * An execution context for pipelines, made durable by Temporal: write plain handlers; what they log is kept once, whatever crashes.
 *
 * @example
 * const train = defineHandler({
 *   params: z.object({ epochs: z.number().int().default(10) }),
 *   async run(context, { epochs }) {
 *     context.logResult('epochs', epochs);
 *   },
 * });
 * @module
 */
export * from './core/index.js';
export * from './sdk/index.js';
