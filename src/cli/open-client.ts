import type { Run, Settings, TidemarkClient } from '../client/index.js';
import { UsageError } from './usage-error.js';

const SHORTEST_PREFIX = 6;
const UID_LENGTH = 32;

/** Hands a client on the configured stores to `use`, and closes it. The stores are loaded now, not when the command line is read. */
export async function withClient<T>(use: (client: TidemarkClient) => Promise<T>, settings: Settings = {}): Promise<T> {
  const { openClient } = await import('../client/index.js');
  const client = await openClient(settings);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** The run of a uid, or of the beginning of one. @throws {RunNotFoundError} @throws {UsageError} when several runs begin so. */
export async function findRun(client: TidemarkClient, uid: string): Promise<Run> {
  if (uid.length >= UID_LENGTH) return client.getRun(uid);
  if (!/^[0-9a-f]*$/.test(uid) || uid.length < SHORTEST_PREFIX) {
    throw new UsageError(`${JSON.stringify(uid)} is not a uid. Give 32 hex digits, or at least the first ${SHORTEST_PREFIX} of them.`);
  }
  const [run, ...others] = await client.listRuns({ uidPrefix: uid, limit: 5 });
  if (run === undefined) return client.getRun(uid);
  if (others.length > 0) {
    const which = [run, ...others].map((found) => `  ${found.uid}  ${found.name}`).join('\n');
    throw new UsageError(`Several runs begin with ${uid}; give more digits:\n${which}`);
  }
  return run;
}
