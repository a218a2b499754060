import { join } from 'node:path';
import { startPostgres } from '../support/postgres.js';

/** A tracking store that is new, and whoever runs it. */
export interface FreshStore {
  readonly url: string;
  close(): Promise<void>;
}

/** The tracking stores that a fault is tried on: `describe.each(trackingStores)('… on $name', …)`. */
export const trackingStores: readonly { readonly name: string; open(folder: string): Promise<FreshStore> }[] = [
  {
    name: 'SQLite',
    open: (folder) => Promise.resolve({ url: `sqlite:${join(folder, 'tracking.db')}`, close: () => Promise.resolve() }),
  },
  {
    name: 'PostgreSQL',
    async open() {
      const server = await startPostgres();
      return { url: server.newStoreUrl(), close: () => server.stop() };
    },
  },
];
