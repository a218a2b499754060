import { loadClientConnectConfig } from '@temporalio/envconfig';
import { connectOrStart, findTemporal } from '../../worker/index.js';

const SOURCES = {
  setting: 'from TIDEMARK_TEMPORAL_CLI',
  path: 'on PATH',
  cache: 'in the cache',
  download: 'downloaded',
  build: 'built',
} as const;

/** The server that is configured and answers, or the binary that a dev server is started from. Starts and installs nothing. @throws {NoTemporalServerError} */
export async function temporal(home: string): Promise<string> {
  if (loadClientConnectConfig().connectionOptions.address !== undefined) {
    // With an address it only connects.
    const { connectionOptions, namespace } = await connectOrStart({ folder: home });
    return `${connectionOptions.address}, namespace ${namespace} (answers)`;
  }
  const { path, source } = await findTemporal({ install: false });
  return `a dev server when needed: ${path} (${SOURCES[source]})`;
}
