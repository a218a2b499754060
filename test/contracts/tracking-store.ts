import { afterEach, beforeEach, describe } from 'vitest';
import type { TrackingStore } from '../../src/tracking/index.js';
import { abandonedContract } from './tracking-store/abandoned.js';
import { artifactsContract } from './tracking-store/artifacts.js';
import { attemptsContract } from './tracking-store/attempts.js';
import { changesContract } from './tracking-store/changes.js';
import { eventsContract } from './tracking-store/events.js';
import { labelsContract } from './tracking-store/labels.js';
import { lateContract } from './tracking-store/late.js';
import { leasesContract } from './tracking-store/leases.js';
import { lineageContract } from './tracking-store/lineage.js';
import { listingContract } from './tracking-store/listing.js';
import { removalContract } from './tracking-store/removal.js';
import { resumingContract } from './tracking-store/resuming.js';
import { retractionContract } from './tracking-store/retraction.js';
import { settlingContract } from './tracking-store/settling.js';
import { tagsContract } from './tracking-store/tags.js';
import { versionsContract } from './tracking-store/versions.js';

/** The definition of a tracking store: every driver passes it. */
export function describeTrackingStore(name: string, open: () => Promise<TrackingStore>): void {
  describe(`tracking store: ${name}`, () => {
    let store: TrackingStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());
    attemptsContract(() => store);
    settlingContract(() => store);
    eventsContract(() => store);
    abandonedContract(() => store);
    artifactsContract(() => store);
    listingContract(() => store);
    labelsContract(() => store);
    lateContract(() => store);
    leasesContract(() => store);
    resumingContract(() => store);
    retractionContract(() => store);
    lineageContract(() => store);
    changesContract(() => store);
    versionsContract(() => store);
    tagsContract(() => store);
    removalContract(() => store);
  });
}
