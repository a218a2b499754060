import type { ArtifactPlace, RunPlace } from '../../tracking-store.js';
import type { Term } from './run-where.js';

/** A place whose row is gone is taken as right before the others of its time: they may be shown again, but are not left out. */
const END = Number.MAX_SAFE_INTEGER;

/** The runs, called `r`, that come after a place: newest first, or turned round. */
export function runsAfter({ uid, time }: RunPlace, turned: boolean): Term {
  const [sign, gone] = turned ? ['>', 0] : ['<', END];
  return { text: `(r.start_time, r.id) ${sign} (?, coalesce((SELECT id FROM runs WHERE uid = ?), ${gone}))`, parameters: [time, uid] };
}

/** The records, called `a`, that come after a place, newest first. */
export function artifactsAfter({ uid, attempt, time }: ArtifactPlace): Term {
  const id = 'SELECT x.id FROM artifacts x JOIN attempts y ON y.id = x.attempt_id WHERE x.uid = ? AND y.attempt = ?';
  return { text: `(a.created, a.id) < (?, coalesce((${id}), ${END}))`, parameters: [time, uid, attempt] };
}
