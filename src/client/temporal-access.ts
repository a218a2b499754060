import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { InvalidArgumentError, NoTemporalServerError } from '../core/index.js';

/** A Temporal client, or what opens one when it is first needed. */
export type TemporalSource = Client | (() => Promise<Client>);

/** gRPC's DEADLINE_EXCEEDED and UNAVAILABLE. */
const AWAY: ReadonlySet<number> = new Set([4, 14]);

/** Does something with Temporal. @throws {InvalidArgumentError} where there is no client. @throws {NoTemporalServerError} when the server does not answer. */
export async function withTemporal<T>(source: TemporalSource | undefined, use: (temporal: Client) => Promise<T>): Promise<T> {
  if (source === undefined)
    throw new InvalidArgumentError(
      'This client reads back only. Pass { temporal: new Client({ connection }) } to start or stop something.',
    );
  try {
    return await use(typeof source === 'function' ? await source() : source);
  } catch (error) {
    const away = [error, (error as Error).cause].find((one) => isGrpcServiceError(one) && AWAY.has(one.code));
    if (away === undefined) throw error;
    throw new NoTemporalServerError(
      `The Temporal server does not answer (${(away as Error).message}). Is it running, and is TEMPORAL_ADDRESS right?`,
      {
        cause: error,
      },
    );
  }
}
