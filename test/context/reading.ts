import { afterAll, expect } from 'vitest';
import { openClient } from '../../src/client/index.js';
import type { Run, TidemarkClient } from '../../src/client/index.js';

/** What a call threw. */
export async function errorOf(work: Promise<unknown>): Promise<Error> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Error);
  return outcome as Error;
}

const clients: TidemarkClient[] = [];
afterAll(async () => {
  for (const client of clients.splice(0)) await client.close();
});

/** A client on stores of its own, as another process has it; closed after the tests of the file. */
export async function clientOf(home: string): Promise<TidemarkClient> {
  const client = await openClient({ home });
  clients.push(client);
  return client;
}

/** The newest run of a home folder. */
export async function newestRun(home: string): Promise<Run> {
  const [run] = await (await clientOf(home)).listRuns();
  if (run === undefined) throw new Error('there is no run');
  return run;
}

/** The error with which the newest run was recorded, and its state. */
export async function recordedFailure(home: string): Promise<{ state: string; name?: string; message?: string; code?: string }> {
  const { record } = await newestRun(home);
  const { name, message, code } = record.error ?? {};
  return { state: record.state, ...(name === undefined ? {} : { name, message: message ?? '' }), ...(code === undefined ? {} : { code }) };
}
