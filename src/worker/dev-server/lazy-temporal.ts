import { Client, Connection } from '@temporalio/client';
import { connectRunning } from './connect-or-start.js';

/** A Temporal client that is connected when it is asked for. */
export interface LazyTemporal {
  /** The same one while the server is where it was. @throws {NoTemporalServerError} @throws {ConfigurationError} */
  readonly client: () => Promise<Client>;
  readonly close: () => Promise<void>;
}

interface Opened {
  readonly place: string;
  readonly connection: Connection;
  readonly client: Client;
}

/** Connects to the server that `TEMPORAL_ADDRESS` or a profile names, else to the dev server of the folder where one is running. Starts none. */
export function lazyTemporal(folder: string): LazyTemporal {
  let last: Promise<Opened | undefined> = Promise.resolve(undefined);
  const open = async (before: Opened | undefined): Promise<Opened> => {
    const { connectionOptions, namespace } = await connectRunning(folder);
    const place = `${connectionOptions.address} ${namespace}`;
    if (before?.place === place) return before;
    // A dev server that was started anew is at another address.
    await before?.connection.close();
    const connection = await Connection.connect(connectionOptions);
    return { place, connection, client: new Client({ connection, namespace }) };
  };
  return {
    async client() {
      const before = last;
      const opened = before.catch(() => undefined).then(open);
      // Who comes next finds what was open, also when this attempt fails.
      last = opened.catch(() => before.catch(() => undefined));
      return (await opened).client;
    },
    async close() {
      await (await last)?.connection.close();
    },
  };
}
