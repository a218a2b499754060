import { useMemo, useState } from 'react';

/** Which rows are ticked. */
export interface Selection {
  readonly uids: readonly string[];
  has(uid: string): boolean;
  toggle(uid: string): void;
  set(uids: readonly string[]): void;
}

/** A selection of rows by uid, in the order they were chosen. */
export function useSelection(): Selection {
  const [uids, set] = useState<readonly string[]>([]);
  return useMemo(() => {
    const chosen = new Set(uids);
    return {
      uids,
      has: (uid) => chosen.has(uid),
      toggle: (uid) => set(chosen.has(uid) ? uids.filter((other) => other !== uid) : [...uids, uid]),
      set,
    };
  }, [uids]);
}
