import { setTimeout as sleep } from 'node:timers/promises';
import type { Change, TrackingStore } from '../../tracking/index.js';
import { compose } from './compose.js';
import type { Composed } from './compose.js';
import { encodeEvent, encodeId, RETRY } from './message.js';
import { Viewer } from './viewer.js';
import type { Watched } from './viewer.js';

/** Together with the 50 ms of a group of log calls, well within the second that is promised. Each viewer adds a millisecond, up to so many: telling him costs the time that workers of this machine want. */
const POLL_MILLIS = { least: 200, most: 500 };
/** Until a store that is away is asked again. The viewers stay, and miss nothing. */
const AWAY_MILLIS = 1000;
/** Says how far the stream is, and keeps proxies from closing what seems idle. */
const HEARTBEAT_MILLIS = 15_000;

/**
 * Tells viewers what other processes commit. They write to a database, so somebody has to look: one look for all viewers, and none while there are none.
 * What is told may be told again (after a reconnect, or as part of a longer span): every event says what is now so, and has the keys to know it by.
 */
export class ChangeFeed {
  readonly #tracking: TrackingStore;
  readonly #viewers = new Set<Viewer>();
  readonly #stopping = new AbortController();
  #cursor: string | undefined;
  #lastHeartbeat = 0;
  #looking: Promise<void> | undefined;

  constructor(tracking: TrackingStore) {
    this.#tracking = tracking;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** A stream of what happens from now on, or, with the id of the last event that somebody got, from then on. */
  async watch(watched: Watched, lastEventId: string | undefined): Promise<ReadableStream<Uint8Array>> {
    const viewer = new Viewer(watched, (gone) => void this.#viewers.delete(gone));
    this.#viewers.add(viewer);
    try {
      const past = lastEventId === undefined ? undefined : await this.#tracking.changes(lastEventId);
      // Whoever is told to reset reads everything after that: what was committed until now, he sees there.
      this.#cursor ??= (await this.#tracking.changes()).cursor;
      const isComplete = past?.complete === true;
      viewer.sendFirst([RETRY, encodeEvent('hello', { reset: !isComplete })]);
      if (isComplete) viewer.sendFirst(blocksFor(viewer, await this.#compose(past.changes, [viewer])));
      viewer.sendFirst([encodeId(past?.cursor ?? this.#cursor)]);
      viewer.release();
    } catch (error) {
      viewer.end();
      throw error;
    }
    this.#looking ??= this.#look();
    return viewer.stream;
  }

  /** Ends every stream. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const viewer of [...this.#viewers]) viewer.end();
    await this.#looking;
  }

  /** Until the last viewer is gone. */
  async #look(): Promise<void> {
    const { signal } = this.#stopping;
    while (this.#viewers.size > 0) {
      await this.#tell().catch(() => sleep(AWAY_MILLIS, undefined, { signal }).catch(() => undefined));
      await sleep(Math.min(POLL_MILLIS.most, POLL_MILLIS.least + this.#viewers.size), undefined, { signal }).catch(() => undefined);
    }
    // Whoever comes next begins at his own moment.
    this.#cursor = undefined;
    this.#looking = undefined;
  }

  async #tell(): Promise<void> {
    const { cursor, changes, complete } = await this.#tracking.changes(this.#cursor);
    const viewers = [...this.#viewers];
    const composed = await this.#compose(changes, viewers);
    this.#cursor = cursor;
    const isBeat = Date.now() - this.#lastHeartbeat >= HEARTBEAT_MILLIS;
    if (isBeat) this.#lastHeartbeat = Date.now();
    const news = complete ? composed : undefined;
    const batches = new Map<string, Uint8Array>();
    for (const viewer of viewers) {
      const blocks = news === undefined ? [encodeEvent('hello', { reset: true })] : blocksFor(viewer, news);
      if (blocks.length === 0 && !isBeat) continue;
      // One write a viewer, and one text for all who watch the same.
      const what = (news ?? []).map(({ block }) => (blocks.includes(block) ? '1' : '0')).join('');
      const batch = batches.get(what) ?? Buffer.concat([...blocks, encodeId(cursor)]);
      batches.set(what, batch);
      viewer.send([batch]);
    }
  }

  #compose(changes: readonly Change[], viewers: readonly Viewer[]): Promise<readonly Composed[]> {
    return compose(this.#tracking, changes, {
      watches: (change) => viewers.some((viewer) => viewer.watches(change)),
      watchesInside: (change) => viewers.some((viewer) => viewer.watchesInside(change)),
    });
  }
}

function blocksFor(viewer: Viewer, composed: readonly Composed[]): readonly Uint8Array[] {
  return composed
    .filter(({ change, inside }) => (inside ? viewer.watchesInside(change) : viewer.watches(change)))
    .map(({ block }) => block);
}
