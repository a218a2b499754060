import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactStore } from '../artifacts/index.js';
import { resolveConfiguration } from '../configuration/index.js';
import type { Configuration, Settings } from '../configuration/index.js';
import { ConfigurationError } from '../core/index.js';
import { Journal } from '../journal/index.js';
import type { EventJournal } from '../journal/index.js';
import { openTrackingStore } from '../tracking/index.js';
import type { TrackingStore } from '../tracking/index.js';
import { afterBodies, openBodies, recoverHome, spoolOf } from './bodies.js';
import { reopeningStore } from './reopening-store.js';
import { Secrets } from './secrets.js';

/** What a context stands on. One per process and configuration: the journal groups the commits of all its runs. */
export interface Services {
  readonly configuration: Configuration;
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactStore;
  readonly journal: EventJournal;
  readonly secrets: Pick<Secrets, 'find'>;
  /** Where `DataItem.local()` puts what has to be a file. */
  readonly scratch: string;
  /** Flushes and closes the stores. */
  close(): Promise<void>;
}

/** Opens the stores that the settings name. @throws {ConfigurationError} @throws {TrackingStoreError} */
export async function openServices(settings: Settings = {}): Promise<Services> {
  const configuration = resolveConfiguration(settings);
  makeHome(configuration.home);
  const artifacts = await openBodies(configuration);
  const tracking = reopeningStore(await openTrackingStore(configuration.tracking));
  const closing = new AbortController();
  // What processes that are gone could not commit.
  await recoverHome(configuration.home, { tracking, bodies: artifacts }, closing.signal);
  const journal = new Journal(tracking, {
    spoolFolder: spoolOf(configuration.home),
    leaseMillis: configuration.leaseMillis,
    afterBodies: afterBodies(tracking, artifacts),
  });
  return {
    configuration,
    tracking,
    artifacts,
    journal,
    secrets: new Secrets(configuration.secrets),
    scratch: join(configuration.home, 'scratch'),
    async close() {
      closing.abort();
      await journal.close();
      await tracking.close();
    },
  };
}

function makeHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`The folder ${home} cannot be made (${reason}). Set TIDEMARK_HOME to one that this user may write to.`, {
      cause: error,
    });
  }
}
