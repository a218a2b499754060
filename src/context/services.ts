import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openArtifactStore } from '../artifacts/index.js';
import type { ArtifactStore } from '../artifacts/index.js';
import { resolveConfiguration } from '../configuration/index.js';
import type { Configuration, Settings } from '../configuration/index.js';
import { ConfigurationError } from '../core/index.js';
import { Journal, recoverSpools } from '../journal/index.js';
import type { EventJournal } from '../journal/index.js';
import { openTrackingStore } from '../tracking/index.js';
import type { TrackingStore } from '../tracking/index.js';
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
  const artifacts = await openArtifactStore(configuration.artifacts);
  const tracking = reopeningStore(await openTrackingStore(configuration.tracking));
  const spoolFolder = join(configuration.home, 'spool');
  // What processes that are gone could not commit. A store that is away now gets it at a later start.
  await recoverSpools(spoolFolder, tracking).catch(() => undefined);
  const journal = new Journal(tracking, { spoolFolder, leaseMillis: configuration.leaseMillis });
  return {
    configuration,
    tracking,
    artifacts,
    journal,
    secrets: new Secrets(configuration.secrets),
    scratch: join(configuration.home, 'scratch'),
    async close() {
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
