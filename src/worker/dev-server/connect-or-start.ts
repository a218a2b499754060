import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { ConfigurationError, NoTemporalServerError } from '../../core/index.js';
import { whyNot } from './answers.js';
import { findDevServer, startDevServer, type DevServer, type DevServerOptions } from './start-dev-server.js';

/** Options of the dev server, for when one is started. `namespace` counts always; default: `TEMPORAL_NAMESPACE`, the profile's, `default`. */
export type ConnectOrStartOptions = DevServerOptions;

/** A Temporal server that answers. */
export interface TemporalTarget {
  /** Fits both `Connection.connect` and `NativeConnection.connect`. */
  readonly connectionOptions: ConnectionOptions & NativeConnectionOptions & { readonly address: string };
  readonly namespace: string;
  /** The dev server, when it is one. */
  readonly devServer?: DevServer;
  /** Ends the dev server if this call started it; does nothing to any other server. */
  stop(): Promise<void>;
}

const CONNECT_LIMIT_MS = 5_000;

/**
 * The Temporal server of `TEMPORAL_ADDRESS` or of a profile (`TEMPORAL_PROFILE`, `temporal.toml`); a dev server when neither is set.
 * @throws {ConfigurationError} when the profile cannot be read
 * @throws {NoTemporalServerError} when the configured server does not answer within 5 seconds: no other is taken in its place
 */
export async function connectOrStart(options: ConnectOrStartOptions): Promise<TemporalTarget> {
  const configured = loadConfiguration();
  const namespace = options.namespace ?? configured.namespace ?? 'default';
  return (await reach(configured.connectionOptions, namespace)) ?? targetOf(await startDevServer({ ...options, namespace }), namespace);
}

/** As {@link connectOrStart}, but that it starts nothing: without a configured server it takes the dev server of the folder, where one is running. */
export async function connectRunning(folder: string): Promise<TemporalTarget> {
  const { connectionOptions, namespace = 'default' } = loadConfiguration();
  const target = await reach(connectionOptions, namespace);
  if (target !== undefined) return target;
  const devServer = await findDevServer(folder);
  if (devServer !== undefined) return targetOf(devServer, namespace);
  throw new NoTemporalServerError(
    `No Temporal server is running for ${folder}, and no other one is configured. Start one there: tidemark dev; or set TEMPORAL_ADDRESS.`,
  );
}

function targetOf(devServer: DevServer, namespace: string): TemporalTarget {
  return { connectionOptions: { address: devServer.address }, namespace, devServer, stop: () => devServer.stop() };
}

/** The configured server; undefined when none is. */
async function reach(
  connectionOptions: ConnectionOptions & NativeConnectionOptions,
  namespace: string,
): Promise<TemporalTarget | undefined> {
  const { address } = connectionOptions;
  if (address === undefined) return undefined;
  const failure = await whyNot(connectionOptions, CONNECT_LIMIT_MS);
  if (failure !== undefined) throw unreachable(address, failure);
  return { connectionOptions: { ...connectionOptions, address }, namespace, stop: () => Promise.resolve() };
}

function loadConfiguration(): { connectionOptions: ConnectionOptions & NativeConnectionOptions; namespace: string | undefined } {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig();
    // The loader leaves keys of undefined behind, which would override a connection's own defaults.
    const given = Object.entries(connectionOptions).filter(([, value]) => value !== undefined);
    return { connectionOptions: Object.fromEntries(given) as ConnectionOptions & NativeConnectionOptions, namespace };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`The Temporal profile cannot be used: ${reason}. Check TEMPORAL_PROFILE and the file temporal.toml.`, {
      cause: error,
    });
  }
}

function unreachable(address: string, cause: unknown): NoTemporalServerError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new NoTemporalServerError(
    `No Temporal server answers at ${address} (${reason}). It comes from TEMPORAL_ADDRESS or a Temporal profile: start that server, ` +
      'correct the address, or unset it, and a dev server is started instead.',
    { cause },
  );
}
