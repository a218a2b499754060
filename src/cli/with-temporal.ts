import type { TidemarkClient } from '../client/index.js';
import { resolveConfiguration } from '../configuration/index.js';

/** Hands over a client that can reach Temporal: the configured server, or the dev server of the home folder, started for the moment if it is not running. */
export async function withTemporal<T>(use: (client: TidemarkClient) => Promise<T>): Promise<T> {
  const [{ Client, Connection }, { openClient }, { connectOrStart }] = await Promise.all([
    import('@temporalio/client'),
    import('../client/index.js'),
    import('../worker/index.js'),
  ]);
  const target = await connectOrStart({ folder: resolveConfiguration().home, onProgress: (line) => process.stderr.write(`${line}\n`) });
  const connection = await Connection.connect(target.connectionOptions);
  const client = await openClient({ temporal: new Client({ connection, namespace: target.namespace }) });
  try {
    return await use(client);
  } finally {
    await client.close();
    await connection.close();
    await target.stop();
  }
}
