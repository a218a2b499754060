import { join } from 'node:path';
import { startPostgres } from '../support/postgres.js';
import type { PostgresServer } from '../support/postgres.js';
import { newS3Url, s3Environment, startS3 } from '../support/s3.js';
import type { S3Server } from '../support/s3.js';
import type { FreshStore } from './stores.js';
import { WatchedProcess } from './watched-process.js';

/** A tracking store that can be made to be away. */
export interface FragileStore extends FreshStore {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** The ways in which a tracking store may be away: `describe.each(outages)('$name', …)`. */
export const outages: readonly { readonly name: string; open(folder: string): Promise<FragileStore> }[] = [
  {
    name: 'a PostgreSQL server that is killed and started again',
    open: () =>
      postgres(
        (server) => server.kill(),
        (server) => server.start(),
      ),
  },
  {
    name: 'a PostgreSQL server that hangs (SIGSTOP)',
    open: () =>
      postgres(
        async (server) => server.pause(),
        async (server) => server.resume(),
      ),
  },
  {
    name: 'a SQLite file whose lock somebody else holds',
    open(folder) {
      const path = join(folder, 'tracking.db');
      let holder: WatchedProcess | undefined;
      const end = async () => holder?.kill();
      const begin = async () => {
        holder = new WatchedProcess('hold-lock.ts', { TIDEMARK_FAULT_WORKER: path });
        await holder.told('locked');
      };
      return Promise.resolve({ url: `sqlite:${path}`, begin, end, close: end });
    },
  },
];

/** The same of an artifact store. */
export const bodyOutages: typeof outages = [
  {
    name: 'an S3 server that is killed and started again',
    open: () =>
      s3(
        (server) => server.kill(),
        (server) => server.start(),
      ),
  },
  {
    name: 'an S3 server that hangs (SIGSTOP)',
    open: () =>
      s3(
        (server) => server.pause(),
        async (server) => server.resume(),
      ),
  },
];

// What this process starts finds the server by its environment.
async function s3(begin: (server: S3Server) => Promise<void>, end: (server: S3Server) => Promise<void>): Promise<FragileStore> {
  const server = await startS3();
  Object.assign(process.env, s3Environment(server));
  return { url: newS3Url(), begin: () => begin(server), end: () => end(server), close: () => server.stop() };
}

type Deed = (server: PostgresServer) => Promise<void>;

async function postgres(begin: Deed, end: Deed): Promise<FragileStore> {
  const server = await startPostgres();
  return { url: server.newStoreUrl(), begin: () => begin(server), end: () => end(server), close: () => server.stop() };
}
