import { paramsSchema } from '../context/index.js';
import type { NamedHandler, Services } from '../context/index.js';
import { present } from '../core/index.js';
import type { Json } from '../core/index.js';
import type { HandlerPlace } from '../tracking/index.js';

type Kinds = Readonly<Record<string, string>>;

/** Says in the tracking store what this worker can run: whoever never loads the code can offer it then. Nothing depends on it, so its failure is none of the worker's. */
export async function publishHandlers(
  { tracking }: Services,
  place: HandlerPlace,
  handlers: ReadonlyMap<string, NamedHandler>,
): Promise<void> {
  const time = Date.now();
  const records = await Promise.all(
    Array.from(handlers, async ([handler, named]) => {
      const { inputs, outputs } = named.handler as { inputs?: Kinds; outputs?: Kinds };
      return { handler, name: named.name, time, ...present({ params: await jsonSchemaOf(named), inputs, outputs }) };
    }),
  );
  await tracking.publishHandlers(place, records).catch(() => undefined);
}

/** Of what a caller gives. What JSON has no types for (dates, bigint) may be anything in it; of what it cannot say at all there is none. */
async function jsonSchemaOf(named: NamedHandler): Promise<Json | undefined> {
  const schema = paramsSchema(named);
  if (schema === undefined) return undefined;
  const { toJSONSchema } = await import('zod');
  try {
    return toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  } catch {
    return undefined;
  }
}
