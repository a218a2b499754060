import type { ArtifactName } from './tracking-tags.js';

/** What is to be removed. What is not there is passed over. */
export interface RemovalRequest {
  /** Uids of runs, which go with all they logged. */
  readonly runs: readonly string[];
  /** Uids of artifacts whose records go, out of runs that stay. */
  readonly artifacts: readonly string[];
  /** Whatever still needs them, unless they are running. Default false. */
  readonly force?: boolean;
  /** The tag `latest` is a reason too. Default false: it goes back to what it pointed to before. */
  readonly latestHolds?: boolean;
}

/**
 * Why a run or an artifact cannot be removed: its run is not over (`by` is its state), its pipeline is not over, it has steps that would stay, a tag is on it,
 * or a run that stays has read it.
 */
export interface Blocker {
  readonly reason: 'running' | 'pipeline' | 'steps' | 'tagged' | 'read';
  /** Of the run or the artifact. */
  readonly uid: string;
  /** Of the run, or of the one that logged the artifact. */
  readonly runUid: string;
  /** The state, the tag, or the uid of the other run. */
  readonly by: string;
}

/** What was removed: all of it, or nothing when there are blockers. */
export interface Removal {
  readonly blockers: readonly Blocker[];
  readonly runs: number;
  readonly artifacts: number;
}

/** A run, as far as it matters to what is kept. */
export interface InventoryRun {
  readonly uid: string;
  readonly name: string;
  /** It has ended, or Temporal no longer knows it. */
  readonly isOver: boolean;
  /** Its end, else its start, in epoch milliseconds. */
  readonly time: number;
  /** The pipeline's, where there is a run of it. */
  readonly parentUid?: string;
}

/** A record of an artifact under one attempt. */
export interface InventoryArtifact extends ArtifactName {
  readonly uid: string;
  readonly runUid: string;
  readonly version: number;
  readonly state: 'pending' | 'published' | 'superseded';
  /** When it was logged, in epoch milliseconds. */
  readonly time: number;
  readonly isTagged: boolean;
  /** A later attempt may adopt it: it was logged inside a once or before a checkpoint, and its run has not completed. */
  readonly isResumable: boolean;
}

/** Everything that decides what is kept. */
export interface Inventory {
  /** Newest first. */
  readonly runs: readonly InventoryRun[];
  /** Newest first, one for each attempt that has it. */
  readonly artifacts: readonly InventoryArtifact[];
  /** Which runs, of any project, have read one of these artifacts. */
  readonly reads: readonly { readonly runUid: string; readonly artifactUid: string }[];
}

/** Which records to give with `recordsOfBodies`. */
export interface BodyFilter {
  readonly project: string;
  readonly sha256?: readonly string[];
  readonly mediaType?: string;
}
