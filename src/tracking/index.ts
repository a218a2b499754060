/**
 * The tracking store: the database of runs and artifact records.
 * @module
 */
export { openTrackingStore } from './open-store.js';
export { pipelineUid, stepUid } from './run-uid.js';
export type { Caller } from './run-uid.js';
export type {
  AppendBatch,
  ArtifactDraft,
  ArtifactFilter,
  CloseAttempt,
  InputRecord,
  LogFilter,
  OpenAttempt,
  OpenedAttempt,
  PinnedInput,
  RunFilter,
  RunIdentity,
  SettleRun,
  TrackingEvent,
  TrackingStore,
} from './tracking-store.js';
