import type { ArtifactRecord, AttemptRecord, Kind, LogLine, MetricPoint, RunRecord } from '../../src/core/index.js';
import type { ReportInput } from '../../src/render/index.js';

const START = Date.parse('2026-03-02T08:15:00Z');
/** The pipeline's uid. */
export const PIPELINE = '6f1b0c9d2e3a4f5b8c7d6e5f4a3b2c1d';

/** Seconds after the pipeline's start, as ISO text. */
export const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

/** A uid that a name always has. */
export const uidOf = (name: string) =>
  Array.from(name)
    .reduce((hex, char) => hex + char.charCodeAt(0).toString(16), '')
    .padEnd(32, '0')
    .slice(0, 32);

/** What a reader answers, by run uid. */
export interface Logged {
  readonly metrics: readonly MetricPoint[];
  /** Of attempts before the newest. */
  readonly olderMetrics?: Readonly<Record<number, readonly MetricPoint[]>>;
  readonly logs: Readonly<Record<number, readonly LogLine[]>>;
  readonly artifacts: readonly LoggedArtifact[];
}

/** A record with the body that it leads to, or the files. */
export type LoggedArtifact = ArtifactRecord & { readonly body?: string; readonly files?: readonly { path: string; size: number }[] };

/** A report's input from plain data. */
export function inputOf(run: RunRecord, steps: readonly RunRecord[], logged: Readonly<Record<string, Logged>>): ReportInput {
  const bodies = new Map(Object.values(logged).flatMap(({ artifacts }) => artifacts.map(({ uid, body }) => [uid, body] as const)));
  return {
    run,
    steps,
    now: new Date(at(300)),
    reader: {
      metrics: (uid, { attempt } = {}) =>
        Promise.resolve((attempt === undefined ? logged[uid]?.metrics : logged[uid]?.olderMetrics?.[attempt]) ?? []),
      logs: (uid, { attempt = 1 } = {}) => Promise.resolve(logged[uid]?.logs[attempt] ?? []),
      artifacts: (uid) => Promise.resolve(logged[uid]?.artifacts ?? []),
      files: (record) =>
        Promise.resolve(
          Object.values(logged)
            .flatMap(({ artifacts }) => artifacts)
            .find(({ uid }) => uid === record.uid)?.files ?? [],
        ),
      bytes: (record) => Promise.resolve(latin1(bodies.get(record.uid))),
      readData: (uri) => Promise.reject(new Error(`${uri} is no dataset of this report`)),
      text: (record, limitBytes) => Promise.resolve(bodies.get(record.uid)?.slice(0, limitBytes)),
    },
  };
}

const latin1 = (body: string | undefined) => (body === undefined ? undefined : Buffer.from(body, 'latin1'));

/** A run with what a test does not care about filled in. */
export function runOf(name: string, over: Partial<RunRecord> & { readonly span?: readonly [number, number] } = {}): RunRecord {
  const { span: [from, to] = [0, 10], ...rest } = over;
  const attempts = rest.attempts ?? [attemptOf(1, [from, to])];
  return {
    uid: uidOf(name),
    name,
    project: 'churn',
    kind: 'step',
    state: 'completed',
    attempt: attempts.at(-1)?.attempt ?? 1,
    iteration: 0,
    attempts,
    parentUid: PIPELINE,
    workflowId: 'churn-model-2026-03-02',
    temporalRunId: '0198e0a4-6f2c-7b1d-9c3a-5d2f8e4b7a61',
    namespace: 'default',
    activityId: `${name}-1`,
    handler: name,
    labels: {},
    annotations: {},
    parameters: {},
    inputs: {},
    results: {},
    metrics: {},
    artifacts: {},
    source: { file: 'examples/churn/handlers.ts', commit: '8a45793d1f6e0b2c', dirty: false },
    startTime: at(from),
    endTime: at(to),
    ...rest,
  };
}

/** An attempt by its seconds. */
export function attemptOf(attempt: number, [from, to]: readonly [number, number], over: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    attempt,
    state: 'completed',
    temporalAttempt: attempt,
    host: 'worker-3',
    pid: 4100 + attempt,
    startTime: at(from),
    endTime: at(to),
    ...over,
  };
}

/** A line of a log; at level info unless `over` says otherwise. */
export function line(seconds: number, message: string, over: Partial<LogLine> = {}): LogLine {
  return { seq: Math.round(seconds * 100), time: at(seconds), level: 'info', stream: 'logger', message, ...over };
}

/** A record, with the body it leads to. */
export function artifactOf<K extends Kind>(kind: K, key: string, over: Partial<Omit<LoggedArtifact, 'kind' | 'uri'>> = {}): LoggedArtifact {
  const uid = uidOf(`${kind}${key}${over.attempt ?? 1}`);
  const run = over.runUid ?? uidOf('train');
  return {
    uri: `store://${kind}s/churn/train_${key}@${PIPELINE}^${uid}`,
    uid,
    kind,
    key,
    dbKey: `train_${key}`,
    version: 3,
    project: 'churn',
    tree: PIPELINE,
    iteration: 0,
    runUid: run,
    attempt: 1,
    tags: ['latest'],
    created: at(40),
    mediaType: kind === 'chart' ? 'application/vnd.vegalite.v6+json' : 'application/octet-stream',
    size: over.body?.length ?? 48_213,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    target: `file:///data/artifacts/churn/9f/${uid}`,
    labels: {},
    spec: {},
    status: { state: 'published' },
    ...over,
  } as LoggedArtifact;
}
