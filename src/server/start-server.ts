import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { TidemarkClient } from '../client/index.js';
import type { TemporalSource } from '../client/index.js';
import { checkUrl } from '../configuration/index.js';
import type { Settings } from '../configuration/index.js';
import { openServices } from '../context/index.js';
import { ConfigurationError, NoTemporalServerError, present } from '../core/index.js';
import { createApp } from './app.js';
import { ChangeFeed } from './events/change-feed.js';
import { isLoopback } from './security/hosts.js';
import type { RateLimit } from './security/rate-limit.js';
import { Tokens } from './security/tokens.js';
import { serveUi, uiFolder } from './static-files.js';

/** Where the server listens, and what it shows. */
export interface ServerOptions extends Settings {
  /** Default `127.0.0.1`. Any address that others can reach needs `authTokens`. */
  readonly host?: string;
  /** Default 4600; 0 takes any free one. */
  readonly port?: number;
  /** Takes any free port when this one is taken. Default false. */
  readonly orAnyPort?: boolean;
  /** Entries that `tidemark token create` prints. `TIDEMARK_AUTH_TOKENS`; default: none, and everybody on this machine may do everything. */
  readonly authTokens?: string;
  /** Names that the server answers to besides its own. `TIDEMARK_UI_HOSTS`, with commas between them. */
  readonly hosts?: readonly string[];
  /** Requests of one address. Default 200 a second, 1,000 at once. */
  readonly rate?: RateLimit;
  /** Pages that are kept up to date at once. Default 1,000. */
  readonly maxViewers?: number;
  /** Needed to start and abort what runs on Temporal. A function is called whenever it is needed, so that it may connect then. */
  readonly temporal?: TemporalSource;
  /** Where Temporal's web UI is, for links from runs to their workflows. `TIDEMARK_TEMPORAL_UI_URL`; default: none, and no links. */
  readonly temporalUiUrl?: string;
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

const DEFAULT = { host: '127.0.0.1', port: 4600, orAnyPort: false, maxViewers: 1000, rate: { perSecond: 200, burst: 1000 } };
/** Who sends his request slower than this holds a connection to no end. */
const TIMEOUT_MILLIS = { headers: 10_000, request: 30_000 };

/**
 * Serves the API and the web UI. Resolves when it listens.
 *
 * @throws {ConfigurationError} for an address that others can reach, without tokens. @throws {TrackingStoreError}
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const {
    host,
    port,
    orAnyPort,
    rate,
    maxViewers,
    temporal = noTemporal,
    uiFolder: ui = uiFolder(),
    authTokens,
    hosts,
    temporalUiUrl: temporalUi,
    ...settings
  } = { ...DEFAULT, ...options };
  const tokens = new Tokens(authTokens ?? process.env['TIDEMARK_AUTH_TOKENS'] ?? '');
  const names = hosts ?? (process.env['TIDEMARK_UI_HOSTS'] ?? '').split(/[\s,]+/).filter(Boolean);
  refuseOpenDoors(host, tokens);
  const temporalUiUrl = checkUrl(temporalUi ?? process.env['TIDEMARK_TEMPORAL_UI_URL'], 'TIDEMARK_TEMPORAL_UI_URL');
  const services = await openServices(settings);
  const { tracking, artifacts } = services;
  const feed = new ChangeFeed(tracking);
  const context = { tracking, artifacts, client: new TidemarkClient(services, temporal), feed, maxViewers, ...present({ temporalUiUrl }) };
  const app = createApp(context, { host, names, tokens, rate });
  serveUi(app, ui);
  const server = await listen(app.fetch, { host, port })
    .catch((error: unknown) => (orAnyPort && codeOf(error) === 'EADDRINUSE' ? listen(app.fetch, { host, port: 0 }) : Promise.reject(error)))
    .catch(async (error: unknown) => {
      await services.close();
      throw notListening(error, { host, port });
    });
  return {
    url: urlOf(server.address() as AddressInfo),
    async stop() {
      await feed.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await services.close();
    },
  };
}

function noTemporal(): Promise<never> {
  const message =
    'This server was started without a Temporal client, so it can neither start nor stop what runs there. `tidemark ui` has one.';
  return Promise.reject(new NoTemporalServerError(message));
}

function refuseOpenDoors(host: string, tokens: Tokens): void {
  if (isLoopback(host) || !tokens.isEmpty) return;
  throw new ConfigurationError(
    `${host} can be reached by others, so this server would show and do everything for anybody. Make a token with \`tidemark token create\`, and set ` +
      'TIDEMARK_AUTH_TOKENS to the entry that it prints; or leave --host out, for this machine alone.',
  );
}

function listen(fetch: (request: Request) => Response | Promise<Response>, where: { host: string; port: number }): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch,
        hostname: where.host,
        port: where.port,
        serverOptions: {
          headersTimeout: TIMEOUT_MILLIS.headers,
          requestTimeout: TIMEOUT_MILLIS.request,
          connectionsCheckingInterval: 5000,
        },
      },
      () => {
        server.off('error', reject);
        resolve(server);
      },
    ) as Server;
    server.on('error', reject);
  });
}

function notListening(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return new ConfigurationError(
      `Port ${port} of ${host} is taken, perhaps by another tidemark ui. Choose another one: --port 0 takes any.`,
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES')
    return new ConfigurationError(`This machine cannot listen on ${host}, port ${port} (${code}).`, { cause: error });
  return error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
