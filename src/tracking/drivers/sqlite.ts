import { migrate } from '../migrations.js';
import type { TrackingStore } from '../tracking-store.js';
import { adoptEvents } from './sqlite/adopt.js';
import { appendBatches } from './sqlite/append.js';
import { getArtifact, listArtifacts } from './sqlite/artifacts.js';
import { closeAttempt, openAttempt, settleRun } from './sqlite/attempts.js';
import { connect } from './sqlite/connection.js';
import { toStoreError } from './sqlite/errors.js';
import { consumers, inputRecords } from './sqlite/inputs.js';
import { renewLeases, requestAbort } from './sqlite/leases.js';
import { logLines } from './sqlite/logs.js';
import { metricPoints } from './sqlite/metrics.js';
import { retractRun } from './sqlite/retract.js';
import { getRun, listRuns } from './sqlite/runs.js';

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
 * Every method has done its work when it returns its promise.
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
  // An async function runs at once up to its first await, and there is none.
  const done = async <T>(work: () => T): Promise<T> => now(work);
  const now = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, url);
    }
  };
  return {
    url,
    openAttempt: (request) => done(() => openAttempt(connection, request)),
    append: (batches) => done(() => appendBatches(connection, batches)),
    appendNow: (batches) => now(() => appendBatches(connection, batches)),
    adopt: (request) => done(() => adoptEvents(connection, request)),
    closeAttempt: (request) => done(() => closeAttempt(connection, request)),
    settleRun: (request) => done(() => settleRun(connection, request)),
    retractRun: (request) => done(() => retractRun(connection, request)),
    renewLeases: (leases, until) => done(() => renewLeases(connection, leases, until)),
    requestAbort: (uid, time) => done(() => requestAbort(connection, uid, time)),
    getRun: (uid, attempt) => done(() => getRun(connection, uid, attempt)),
    listRuns: (filter) => done(() => listRuns(connection, filter)),
    metrics: (uid, options) => done(() => metricPoints(connection, uid, options)),
    logs: (uid, filter) => done(() => logLines(connection, uid, filter)),
    inputs: (uid) => done(() => inputRecords(connection, uid)),
    consumers: (artifactUid) => done(() => consumers(connection, artifactUid)),
    getArtifact: (uri) => done(() => getArtifact(connection, uri)),
    listArtifacts: (filter) => done(() => listArtifacts(connection, filter)),
    close: () => done(() => connection.close()),
  };
}
