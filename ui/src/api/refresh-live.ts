import type { QueryClient } from '@tanstack/react-query';
import { onLive } from './live.js';

// A run that logs a lot is read again at most this often; what is shown is never older than that and the way of the event.
const PAUSE_MILLIS = 400;

/** Reads again what an event says is new, and all that is shown after a reconnect. */
export function refreshLive(queries: QueryClient): void {
  const changed = new Set<string>();
  let isAll = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    const uids = new Set(changed);
    changed.clear();
    const all = isAll;
    isAll = false;
    void queries.invalidateQueries({
      predicate: ({ queryKey: [kind, id] }) => {
        if (all) return kind !== 'preview' && kind !== 'log';
        if (kind === 'run') return uids.has(String(id));
        if (kind === 'compare') return Array.isArray(id) && id.some((uid) => uids.has(String(uid)));
        return kind === 'runs' || kind === 'artifacts' || kind === 'projects';
      },
    });
  };
  onLive(({ runUid, parentUid }) => {
    if (runUid === undefined) isAll = true;
    else changed.add(runUid);
    if (parentUid !== undefined) changed.add(parentUid);
    timer ??= setTimeout(refresh, PAUSE_MILLIS);
  });
}
