import { useEffect, useRef } from 'react';
import { onRunEvent } from './live.js';

/** Calls `listener` whenever the server says that something of this run is new, and after a reconnect. */
export function useLiveRun(uid: string, listener: () => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => onRunEvent(uid, () => latest.current()), [uid]);
}
