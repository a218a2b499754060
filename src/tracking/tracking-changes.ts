import type { LogLine, MetricPoint } from '../core/index.js';

/** Something that was committed about a run. */
export interface Change {
  readonly uid: string;
  readonly project: string;
  readonly parentUid?: string;
  /** It is gone. */
  readonly removed?: true;
  /** Events that were added. Absent when the run itself changed: its state, its attempts, its end. */
  readonly events?: EventSpan;
  /** The artifact of the run whose tags moved. */
  readonly artifactUid?: string;
}

/** Where in an attempt events were added, and what is among them. Others of the attempt may lie between. */
export interface EventSpan {
  readonly attempt: number;
  /** The lowest and the highest seq. */
  readonly first: number;
  readonly last: number;
  readonly logs: boolean;
  readonly metrics: boolean;
  readonly artifacts: boolean;
  /** Results, labels, progress and whatever else the run's record shows. */
  readonly values: boolean;
}

/** What happened since a moment. */
export interface Changes {
  /** The moment of this answer, to ask from the next time. Opaque, and of this database alone. */
  readonly cursor: string;
  /** In the order of their commits, as near as the database knows it. */
  readonly changes: readonly Change[];
  /** False when the moment asked for is too long ago (about 100,000 commits), or of another database: read everything again. */
  readonly complete: boolean;
}

/** What was logged in a span of an attempt. */
export interface LoggedSpan {
  readonly lines: readonly LogLine[];
  readonly points: readonly MetricPoint[];
  readonly artifactUids: readonly string[];
}
