import { fromTagged } from '../../../src/core/index.js';
import type { Json } from '../../../src/core/index.js';
import type { EventData } from '../../../src/server/wire/event.js';
import type { Untagged } from './answer.js';
import { apiUrl } from './client.js';
import type { RunRecord } from './shapes.js';

/** Whether events are coming. */
export type LiveState = 'waiting' | 'on' | 'off';

type Told = Exclude<keyof EventData, 'hello'>;

/** What is new: of one run, or, without `uid`, of anything. */
export interface LiveEvent {
  readonly what: Told | 'anything';
  readonly uid?: string;
  readonly parentUid?: string;
  /** With `run`: the run as it is now. */
  readonly run?: RunRecord;
}

type Listener = (event: LiveEvent) => void;

const EVENTS = ['run', 'removed', 'logs', 'metrics', 'artifacts'] as const satisfies readonly Told[];
const AGAIN_MILLIS = 3000;
/** Pages come and go within a moment of each other: the stream changes once. */
const SETTLE_MILLIS = 50;

const statusListeners = new Set<() => void>();
const listeners = new Set<Listener>();
const watched = new Map<string, number>();
let state: LiveState = 'waiting';
let source: EventSource | undefined;
let opening: ReturnType<typeof setTimeout> | undefined;

/** Whether events are coming, for `useSyncExternalStore`. */
export const liveConnection = {
  status: (): LiveState => state,
  subscribe: (listener: () => void): (() => void) => {
    statusListeners.add(listener);
    return () => statusListeners.delete(listener);
  },
};

/** Tells of every event; of `anything` after a connection, since what happened before it may have been anything. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks for all that these runs log, until the function given back is called. While nobody asks for anything, the stream tells of all runs in short. */
export function watchRuns(uids: readonly string[]): () => void {
  for (const uid of uids) watched.set(uid, (watched.get(uid) ?? 0) + 1);
  openLive();
  return () => {
    for (const uid of uids) {
      const count = (watched.get(uid) ?? 1) - 1;
      if (count === 0) watched.delete(uid);
      else watched.set(uid, count);
    }
    openLive();
  };
}

/**
 * Opens the stream of events, anew when what is watched has changed. The browser reconnects by itself and says with `Last-Event-ID` where it was; where it
 * gives up, we do not. While there is no stream, everything that is shown is read again every three seconds.
 */
export function openLive(pause = SETTLE_MILLIS): void {
  clearTimeout(opening);
  opening = setTimeout(connect, pause);
}

function connect(): void {
  const url = [...watched.keys()].reduce((text, uid, index) => `${text}${index === 0 ? '?' : '&'}run=${uid}`, apiUrl('/events'));
  if (source?.readyState !== EventSource.CLOSED && source?.url.endsWith(url) === true) return;
  source?.close();
  const opened = new EventSource(url);
  source = opened;
  opened.addEventListener('hello', (message) => {
    become('on');
    if ((JSON.parse(String(message.data)) as EventData['hello']).reset) tell({ what: 'anything' });
  });
  opened.addEventListener('error', () => {
    become('off');
    tell({ what: 'anything' });
    if (opened.readyState === EventSource.CLOSED && source === opened) openLive(AGAIN_MILLIS);
  });
  for (const what of EVENTS) {
    opened.addEventListener(what, (message) => {
      const data = fromTagged(JSON.parse(String(message.data)) as Json) as unknown as Untagged<EventData[Told]>;
      const { uid } = data;
      const parentUid = 'parentUid' in data ? data.parentUid : undefined;
      const run = what === 'run' ? { run: data as RunRecord } : {};
      tell({ what, uid, ...(parentUid === undefined ? {} : { parentUid }), ...run });
    });
  }
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of statusListeners) listener();
}
