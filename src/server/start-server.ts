import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import type { Client as TemporalClient } from '@temporalio/client';
import { TidemarkClient } from '../client/index.js';
import type { Settings } from '../configuration/index.js';
import { openServices } from '../context/index.js';
import { ChangeFeed } from './events/change-feed.js';
import { createApp } from './app.js';
import { serveUi, uiFolder } from './static-files.js';

/** Where the server listens, and what it shows. */
export interface ServerOptions extends Settings {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 4600; 0 takes any free one. */
  readonly port?: number;
  /** Needed to start and abort what runs on Temporal. */
  readonly temporal?: TemporalClient;
  /** Pages that are kept up to date at once. Default 1,000. */
  readonly maxViewers?: number;
  /** The built UI. Default: the package's own. */
  readonly uiFolder?: string;
}

/** A server that answers. */
export interface RunningServer {
  /** `http://127.0.0.1:4600` */
  readonly url: string;
  /** Ends open connections and closes the stores. */
  stop(): Promise<void>;
}

const DEFAULT = { host: '127.0.0.1', port: 4600, maxViewers: 1000 };

/** Serves the API and the web UI. Resolves when it listens. @throws {ConfigurationError} @throws {TrackingStoreError} */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const {
    host = DEFAULT.host,
    port = DEFAULT.port,
    temporal,
    maxViewers = DEFAULT.maxViewers,
    uiFolder: ui = uiFolder(),
    ...settings
  } = options;
  const services = await openServices(settings);
  const client = new TidemarkClient(services, temporal);
  const { tracking, artifacts } = services;
  const feed = new ChangeFeed(tracking);
  const app = createApp({ tracking, artifacts, client, feed, maxViewers });
  serveUi(app, ui);
  const server = await listen(app.fetch, { host, port });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    async stop() {
      await feed.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await services.close();
    },
  };
}

function listen(fetch: (request: Request) => Response | Promise<Response>, where: { host: string; port: number }): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: where.host, port: where.port }, () => {
      server.off('error', reject);
      resolve(server);
    });
    server.on('error', reject);
  });
}
