import { afterAll, beforeAll } from 'vitest';
import { openTrackingStore } from '../../src/tracking/index.js';
import { describeTrackingStore } from '../contracts/tracking-store.js';
import { startPostgres } from '../support/postgres.js';
import type { PostgresServer } from '../support/postgres.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describeTrackingStore('postgres', () => openTrackingStore(server.newStoreUrl()));
