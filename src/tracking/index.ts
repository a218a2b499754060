/**
 * The tracking store: the database of runs and artifact records.
 * @module
 */
export { openTrackingStore } from './open-store.js';
export { pipelineUid, stepUid } from './run-uid.js';
export type { Caller } from './run-uid.js';
export type {
  AdoptEvents,
  AppendBatch,
  ArtifactDraft,
  ArtifactFilter,
  CloseAttempt,
  InputRecord,
  Lease,
  LeaseState,
  LogFilter,
  OpenAttempt,
  OpenedAttempt,
  PinnedInput,
  ResumePoints,
  RetractRun,
  RunFilter,
  RunIdentity,
  SettleRun,
  TrackingEvent,
  TrackingStore,
} from './tracking-store.js';
