import { readManifest } from '../artifacts/index.js';
import { chartData, dataItem } from '../context/index.js';
import { RunNotFoundError } from '../core/index.js';
import { renderReport } from '../render/index.js';
import type { Stores } from './run.js';

/**
 * One self-contained HTML page with everything a run and its steps logged: charts, tables, metrics, logs of every attempt. Opens offline, runs no script.
 *
 * @throws {RunNotFoundError}
 */
export async function exportReport(stores: Stores, uid: string): Promise<string> {
  const { tracking } = stores;
  const run = await tracking.getRun(uid);
  if (run === undefined) throw new RunNotFoundError(uid);
  const children = await tracking.listRuns({ parentUid: uid });
  return renderReport({
    run,
    steps: [...children].sort((a, b) => a.startTime.localeCompare(b.startTime)),
    reader: {
      metrics: (of, options = {}) => tracking.metrics(of, options),
      logs: (of, options = {}) => tracking.logs(of, options),
      artifacts: (of) => artifactsOfAllAttempts(stores, of),
      files: (record) => readManifest(record, stores.artifacts),
      text: async (record, limitBytes) => {
        const bytes = await dataItem(stores, { key: record.key, uri: record.uri }).get({ size: limitBytes });
        return new TextDecoder().decode(bytes, { stream: record.size > limitBytes });
      },
      bytes: (record) => dataItem(stores, { key: record.key, uri: record.uri }).get(),
      readData: chartData(stores),
    },
  });
}

async function artifactsOfAllAttempts({ tracking }: Stores, uid: string) {
  const attempts = (await tracking.getRun(uid))?.attempts ?? [];
  const records = await Promise.all(attempts.map(({ attempt }) => tracking.listArtifacts({ runUid: uid, attempt, includePending: true })));
  return records.flat();
}
