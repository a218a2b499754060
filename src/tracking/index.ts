/**
 * The tracking store: the database of runs and artifact records.
 * @module
 */
export { openTrackingStore } from './open-store.js';
export { pipelineUid, stepUid } from './run-uid.js';
export type { Caller } from './run-uid.js';
export type { ConditionOperator, RunColumn, RunCondition, RunField } from './run-condition.js';
export type {
  AdoptEvents,
  AppendBatch,
  ArtifactDraft,
  ArtifactFilter,
  ArtifactPlace,
  Change,
  Changes,
  ArtifactName,
  Blocker,
  CloseAttempt,
  EventSpan,
  HandlerFilter,
  HandlerPlace,
  HandlerRecord,
  InputRecord,
  Inventory,
  InventoryArtifact,
  InventoryRun,
  LabelChange,
  Lease,
  LeaseState,
  LogFilter,
  LoggedSpan,
  MetricSeries,
  OpenAttempt,
  OpenedAttempt,
  PinnedInput,
  ProtectedTag,
  RemovalRequest,
  ProjectSummary,
  ResumePoints,
  RetractRun,
  RunFilter,
  RunIdentity,
  RunPlace,
  SettleRun,
  TagChange,
  TagMove,
  TrackingEvent,
  TrackingStore,
} from './tracking-store.js';
