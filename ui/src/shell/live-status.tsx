import { useSyncExternalStore } from 'react';
import { liveConnection } from '../api/live.js';

const WORDS = { on: 'Live', off: 'Reconnecting…', waiting: 'Connecting…' } as const;

/** Is what the page shows what is true now? */
export function LiveStatus() {
  const status = useSyncExternalStore(liveConnection.subscribe, liveConnection.status);
  return (
    <span className="live-status" role="status">
      <span className={`live-dot ${status}`} />
      <span>{WORDS[status]}</span>
    </span>
  );
}
