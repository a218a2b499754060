/** Whether events are coming. */
export type LiveState = 'waiting' | 'on' | 'off';

/** What an event is about; a run that is not named means that anything may have changed. */
interface LiveEvent {
  readonly runUid?: string;
  readonly parentUid?: string;
}

type Listener = (event: LiveEvent) => void;

const statusListeners = new Set<() => void>();
const listeners = new Set<Listener>();
let state: LiveState = 'waiting';

/** Whether events are coming, for `useSyncExternalStore`. */
export const liveConnection = {
  status: (): LiveState => state,
  subscribe: (listener: () => void): (() => void) => {
    statusListeners.add(listener);
    return () => statusListeners.delete(listener);
  },
};

/** Tells of every event, and, with an event that names no run, of every reconnect: what happened in between may have been anything. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The same, for what concerns one run or its steps. */
export function onRunEvent(uid: string, listener: () => void): () => void {
  return onLive(({ runUid, parentUid }) => {
    if (runUid === undefined || runUid === uid || parentUid === uid) listener();
  });
}

const AGAIN_MILLIS = 3000;

/**
 * Opens the stream of events. The browser reconnects by itself, and says with `Last-Event-ID` where it was; where it gives up, we do not. While there is no
 * stream, everything that is shown is read again every three seconds.
 */
export function connectLive(url: string): void {
  const source = new EventSource(url);
  source.addEventListener('open', () => {
    const isAgain = state === 'off';
    become('on');
    if (isAgain) tell({});
  });
  source.addEventListener('error', () => {
    become('off');
    tell({});
    if (source.readyState === EventSource.CLOSED) setTimeout(() => connectLive(url), AGAIN_MILLIS);
  });
  source.addEventListener('run', (message) => tell(JSON.parse(String(message.data)) as LiveEvent));
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of statusListeners) listener();
}
