import type { QueryClient } from '@tanstack/react-query';
import { onLive } from './live.js';
import type { PipelineGraph, RunDetails, RunRecord } from './shapes.js';

// A run that logs a lot is read again at most this often; what is shown is never older than that and the way of the event.
const PAUSE_MILLIS = 250;

/** Reads again what an event says is new, and all that is shown after a connection. */
export function refreshLive(queries: QueryClient): void {
  let uids = new Set<string>();
  let isAll = false;
  let isListed = false;
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    const [changed, all, lists] = [uids, isAll, isListed];
    [uids, isAll, isListed, timer] = [new Set(), false, false, undefined];
    last = Date.now();
    void queries.invalidateQueries({
      predicate: ({ queryKey: [kind, id] }) => {
        // Bodies and schemas do not change, and a log only grows at its end.
        if (kind === 'preview' || kind === 'log' || kind === 'schema' || kind === 'about') return false;
        if (all) return true;
        if (kind === 'run') return changed.has(String(id));
        if (kind === 'compare') return Array.isArray(id) && id.some((uid) => changed.has(String(uid)));
        return lists;
      },
    });
  };
  onLive(({ what, uid, parentUid, run }) => {
    if (what === 'logs') return;
    if (run !== undefined) putIn(queries, run);
    if (uid === undefined) isAll = true;
    else uids.add(uid);
    if (parentUid !== undefined) uids.add(parentUid);
    if (what !== 'metrics') isListed = true;
    timer ??= setTimeout(refresh, Math.max(0, last + PAUSE_MILLIS - Date.now()));
  });
}

// The record itself came along: what shows it need not wait for an answer.
function putIn(queries: QueryClient, run: RunRecord): void {
  queries.setQueryData<RunDetails>(['run', run.uid, 'details', undefined], (old) => old && { ...old, run });
  queries.setQueryData<PipelineGraph>(['run', run.uid, 'graph'], (old) => old && { ...old, run });
  queries.setQueryData<PipelineGraph>(
    ['run', run.parentUid, 'graph'],
    (old) => old && { ...old, steps: old.steps.map((step) => (step.uid === run.uid ? run : step)) },
  );
}
