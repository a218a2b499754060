import { migrate } from '../migrations.js';
import type { TrackingStore } from '../tracking-store.js';
import { adoptEvents } from './sqlite/adopt.js';
import { pointsOf } from './rows/series-points.js';
import { appendBatches } from './sqlite/append.js';
import { getArtifact, listArtifacts, recordsOfBodies } from './sqlite/artifacts.js';
import { closeAttempt, openAttempt, settleRun } from './sqlite/attempts.js';
import { connect } from './sqlite/connection.js';
import type { Connection } from './sqlite/connection.js';
import { toStoreError } from './sqlite/errors.js';
import { consumers, inputRecords } from './sqlite/inputs.js';
import { renewLeases, requestAbort } from './sqlite/leases.js';
import { changes, loggedIn } from './sqlite/changes.js';
import { listHandlers, publishHandlers } from './sqlite/handlers.js';
import { setLabels } from './sqlite/labels.js';
import { logLines } from './sqlite/logs.js';
import { metricSeries } from './sqlite/metrics.js';
import { LockTurns } from './sqlite/lock-turns.js';
import { inventory, projects, remove } from './sqlite/removal.js';
import { retractRun } from './sqlite/retract.js';
import { protectedTags, protectTag, tagArtifact, tagMoves, unprotectTag, untagArtifact } from './sqlite/tags.js';
import { projectSummaries } from './sqlite/project-summaries.js';
import { countRuns, getRun, listRuns } from './sqlite/runs.js';

/** How the file is written. */
export interface SqliteOptions {
  /**
   * `normal`, the default: a commit survives the death of the process, and a closing commit, with all before it, a power loss.
   * `full`: every commit survives a power loss.
   */
  readonly sync?: 'normal' | 'full';
}

/**
 * Opens a SQLite file, made with its folder when it is not there; `:memory:` is gone when closed. Several processes may have it open.
 * Every method has done its work when it returns its promise, unless another process holds the lock: then it waits for up to 15 s, while the event loop goes on.
 *
 * @throws {TrackingStoreError} when the file cannot be opened or is of a newer Tidemark.
 */
export function openSqliteStore(pathOrMemory: string, { sync = 'normal' }: SqliteOptions = {}): TrackingStore {
  const connection = connect(pathOrMemory, sync);
  const { url } = connection;
  try {
    migrate(connection);
  } catch (error) {
    connection.close();
    throw toStoreError(error, url);
  }
  const turns = new LockTurns(connection);
  const failing = (error: unknown): never => {
    throw toStoreError(error, url);
  };
  const write = <T>(work: () => T): Promise<T> => turns.write(work).catch(failing);
  const read = <T>(work: () => T): Promise<T> => turns.read(work).catch(failing);
  return {
    url,
    openAttempt: (request) => write(() => openAttempt(connection, request)),
    append: (batches) => write(() => appendBatches(connection, batches)),
    appendNow(batches) {
      try {
        return turns.now(() => appendBatches(connection, batches));
      } catch (error) {
        return failing(error);
      }
    },
    adopt: (request) => write(() => adoptEvents(connection, request)),
    closeAttempt: (request) => write(() => closeAttempt(connection, request)),
    settleRun: (request) => write(() => settleRun(connection, request)),
    retractRun: (request) => write(() => retractRun(connection, request)),
    renewLeases: (leases, until) => write(() => renewLeases(connection, leases, until)),
    requestAbort: (uid, time) => write(() => requestAbort(connection, uid, time)),
    setLabels: (change) => write(() => setLabels(connection, change)),
    publishHandlers: (place, handlers) => write(() => publishHandlers(connection, place, handlers)),
    tagArtifact: (change) => write(() => tagArtifact(connection, change)),
    untagArtifact: (change) => write(() => untagArtifact(connection, change)),
    protectTag: (protection) => write(() => protectTag(connection, protection)),
    unprotectTag: (project, tag) => write(() => unprotectTag(connection, project, tag)),
    remove: (request) => write(() => remove(connection, request)),
    ...readsOf(connection, read),
    async close() {
      await turns.settled();
      await read(() => connection.close());
    },
  };
}

/** What changes nothing. */
function readsOf(connection: Connection, read: <T>(work: () => T) => Promise<T>) {
  return {
    listHandlers: (filter) => read(() => listHandlers(connection, filter)),
    getRun: (uid, attempt) => read(() => getRun(connection, uid, attempt)),
    listRuns: (filter) => read(() => listRuns(connection, filter)),
    countRuns: (filter) => read(() => countRuns(connection, filter)),
    changes: (after) => read(() => changes(connection, after)),
    loggedIn: (uid, span) => read(() => loggedIn(connection, uid, span)),
    projectSummaries: () => read(() => projectSummaries(connection)),
    metrics: (uid, filter) => read(() => pointsOf(metricSeries(connection, uid, filter))),
    metricSeries: (uid, filter) => read(() => metricSeries(connection, uid, filter)),
    logs: (uid, filter) => read(() => logLines(connection, uid, filter)),
    inputs: (uid) => read(() => inputRecords(connection, uid)),
    consumers: (artifactUid) => read(() => consumers(connection, artifactUid)),
    getArtifact: (uri) => read(() => getArtifact(connection, uri)),
    listArtifacts: (filter) => read(() => listArtifacts(connection, filter)),
    protectedTags: (project) => read(() => protectedTags(connection, project)),
    tagMoves: (name) => read(() => tagMoves(connection, name)),
    inventory: (project) => read(() => inventory(connection, project)),
    recordsOfBodies: (filter) => read(() => recordsOfBodies(connection, filter)),
    projects: () => read(() => projects(connection)),
  } satisfies Partial<TrackingStore>;
}
