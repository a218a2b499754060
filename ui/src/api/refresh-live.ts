import type { QueryClient } from '@tanstack/react-query';
import { onLive } from './live.js';

// A run that logs a lot is read again at most this often; what is shown is never older than that and the way of the event.
const PAUSE_MILLIS = 250;

/** Reads again what an event says is new, and all that is shown after a connection. */
export function refreshLive(queries: QueryClient): void {
  let uids = new Set<string>();
  let isAll = false;
  let isListed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    const [changed, all, lists] = [uids, isAll, isListed];
    [uids, isAll, isListed, timer] = [new Set(), false, false, undefined];
    void queries.invalidateQueries({
      predicate: ({ queryKey: [kind, id] }) => {
        // Bodies and schemas do not change, and a log only grows at its end.
        if (kind === 'preview' || kind === 'log' || kind === 'schema') return false;
        if (all) return true;
        if (kind === 'run') return changed.has(String(id));
        if (kind === 'compare') return Array.isArray(id) && id.some((uid) => changed.has(String(uid)));
        return lists;
      },
    });
  };
  onLive(({ what, uid, parentUid }) => {
    if (what === 'logs') return;
    if (uid === undefined) isAll = true;
    else uids.add(uid);
    if (parentUid !== undefined) uids.add(parentUid);
    if (what !== 'metrics') isListed = true;
    timer ??= setTimeout(refresh, PAUSE_MILLIS);
  });
}
