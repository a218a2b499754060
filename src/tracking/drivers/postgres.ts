import type { TrackingStore } from '../tracking-store.js';
import { adoptEvents } from './postgres/adopt.js';
import { pointsOf } from './rows/series-points.js';
import { appendBatches } from './postgres/append.js';
import { getArtifact, listArtifacts, recordsOfBodies } from './postgres/artifacts.js';
import { closeAttempt, retractRun, settleRun } from './postgres/close-attempt.js';
import { parseConnectionUrl } from './postgres/connection-url.js';
import { connectDatabase, WRITERS } from './postgres/database.js';
import type { Database, Session } from './postgres/database.js';
import { toStoreError } from './postgres/errors.js';
import { consumers, inputRecords } from './postgres/inputs.js';
import { renewLeases, requestAbort } from './postgres/leases.js';
import { changes, loggedIn } from './postgres/changes.js';
import { listHandlers, publishHandlers } from './postgres/handlers.js';
import { setLabels } from './postgres/labels.js';
import { logLines } from './postgres/logs.js';
import { metricSeries } from './postgres/metrics.js';
import { migrate } from './postgres/migrations.js';
import { openAttempt } from './postgres/open-attempt.js';
import { inventory, projects, remove } from './postgres/removal.js';
import { protectedTags, protectTag, tagArtifact, tagMoves, unprotectTag, untagArtifact } from './postgres/tags.js';
import { projectSummaries } from './postgres/project-summaries.js';
import { countRuns, getRun, listRuns } from './postgres/runs.js';
import { WriteOrder } from './postgres/write-order.js';

/** How the server is dealt with. */
export interface PostgresOptions {
  /** A server that is silent for so many milliseconds counts as away: the call rejects, retryably. Default 10,000. Reads may take six times as long. */
  readonly timeoutMillis?: number;
}

/**
 * Opens a PostgreSQL database, `postgres://user:password@host:5432/database?schema=name`, and makes its tables when they are not there. Any number of
 * processes on any machines may have it open; each has at most five connections, opened as they are needed and again after an outage. Writes of one
 * process are committed in the order of their calls, and its reads show every write that was called before.
 *
 * @throws {TrackingStoreError} when the server cannot be reached (retryable), refuses, or is of a newer Tidemark.
 */
export async function openPostgresStore(url: string, { timeoutMillis = 10_000 }: PostgresOptions = {}): Promise<TrackingStore> {
  const database = connectDatabase(parseConnectionUrl(url), timeoutMillis);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw toStoreError(error, database.url);
  }
  return storeOf(database);
}

function storeOf(database: Database): TrackingStore {
  const { url } = database;
  const failing = (error: unknown): never => {
    throw toStoreError(error, url);
  };
  const writes = new WriteOrder({
    commit: (batches) => database.write((session) => appendBatches(session, batches)),
    isPassing: (error) => toStoreError(error, url).retryable,
    width: WRITERS,
  });
  const write = <T>(uids: readonly string[], work: (session: Session) => Promise<T>): Promise<T> =>
    writes.run(uids, () => database.write(work)).catch(failing);
  // What an attempt leaves behind is summed up when it ends, and a long series takes its time.
  const end = <T>(uid: string, work: (session: Session) => Promise<T>): Promise<T> =>
    writes.run([uid], () => database.write(work, 'long')).catch(failing);
  const read = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    await writes.settled();
    return database.read(work).catch(failing);
  };
  return {
    url,
    openAttempt: (request) => end(request.run.uid, (session) => openAttempt(session, request)),
    append: (batches) => writes.append(batches).catch(failing),
    adopt: (request) => end(request.uid, (session) => adoptEvents(session, request)),
    closeAttempt: (request) => end(request.uid, (session) => closeAttempt(session, request)),
    settleRun: (request) => end(request.run.uid, (session) => settleRun(session, request)),
    retractRun: (request) => end(request.uid, (session) => retractRun(session, request)),
    renewLeases: (leases, until) =>
      write(
        leases.map(({ uid }) => uid),
        (session) => renewLeases(session, leases, until),
      ),
    requestAbort: (uid, time) => write([uid], (session) => requestAbort(session, uid, time)),
    setLabels: (change) => write(change.uids, (session) => setLabels(session, change)),
    publishHandlers: (place, handlers) => write([], (session) => publishHandlers(session, place, handlers)),
    tagArtifact: (change) => write([], (session) => tagArtifact(session, change)),
    untagArtifact: (change) => write([], (session) => untagArtifact(session, change)),
    protectTag: (protection) => write([], (session) => protectTag(session, protection)),
    unprotectTag: (project, tag) => write([], (session) => unprotectTag(session, project, tag)),
    // As long as what it removes.
    remove: (request) => end('', (session) => remove(session, request)),
    ...readsOf(read),
    async close() {
      await writes.settled();
      await database.close().catch(failing);
    },
  };
}

/** What changes nothing. */
function readsOf(read: <T>(work: (session: Session) => Promise<T>) => Promise<T>) {
  return {
    listHandlers: (filter) => read((session) => listHandlers(session, filter)),
    getRun: (uid, attempt) => read((session) => getRun(session, uid, attempt)),
    listRuns: (filter) => read((session) => listRuns(session, filter)),
    countRuns: (filter) => read((session) => countRuns(session, filter)),
    changes: (after) => read((session) => changes(session, after)),
    loggedIn: (uid, span) => read((session) => loggedIn(session, uid, span)),
    projectSummaries: () => read((session) => projectSummaries(session)),
    metrics: (uid, filter) => read(async (session) => pointsOf(await metricSeries(session, uid, filter))),
    metricSeries: (uid, filter) => read((session) => metricSeries(session, uid, filter)),
    logs: (uid, filter) => read((session) => logLines(session, uid, filter)),
    inputs: (uid) => read((session) => inputRecords(session, uid)),
    consumers: (artifactUid) => read((session) => consumers(session, artifactUid)),
    getArtifact: (uri) => read((session) => getArtifact(session, uri)),
    listArtifacts: (filter) => read((session) => listArtifacts(session, filter)),
    protectedTags: (project) => read((session) => protectedTags(session, project)),
    tagMoves: (name) => read((session) => tagMoves(session, name)),
    inventory: (project) => read((session) => inventory(session, project)),
    recordsOfBodies: (filter) => read((session) => recordsOfBodies(session, filter)),
    projects: () => read(projects),
  } satisfies Partial<TrackingStore>;
}
