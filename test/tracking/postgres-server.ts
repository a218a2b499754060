import { afterAll, beforeAll } from 'vitest';
import { startPostgres } from '../support/postgres.js';
import type { PostgresServer } from '../support/postgres.js';

/** A PostgreSQL server for the tests of one file; gone after them. */
export function postgresServer(): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  return () => {
    if (server === undefined) throw new Error('the server is there while tests run');
    return server;
  };
}
