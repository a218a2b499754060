import { useEffect, useRef } from 'react';
import { onLive, watchRuns } from './live.js';

/** While the component is there, the stream of events tells all that these runs log. */
export function useWatch(uids: readonly string[]): void {
  const text = uids.join(' ');
  useEffect(() => (text === '' ? undefined : watchRuns(text.split(' '))), [text]);
}

/** Calls `listener` when the run may have logged lines. */
export function useNewLines(uid: string, listener: () => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(
    () =>
      onLive((event) => {
        if (event.what === 'anything' || (event.what === 'logs' && event.uid === uid)) latest.current();
      }),
    [uid],
  );
}
