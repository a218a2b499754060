import type { ArtifactRecord, AttemptRecord, ColumnStats, Kind, LogLine, MetricPoint, ReportInput, RunRecord } from './report-types.js';
import { confusionMatrix, lineChart, rocCurve } from '../../src/sdk/index.js';

const START = Date.parse('2026-03-02T08:15:00Z');
const PIPELINE = '6f1b0c9d2e3a4f5b8c7d6e5f4a3b2c1d';

/** Seconds after the pipeline's start, as ISO text. */
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const uidOf = (name: string) =>
  [...name]
    .reduce((hex, char) => hex + char.charCodeAt(0).toString(16), '')
    .padEnd(32, '0')
    .slice(0, 32);

/** What a reader answers, by run uid. */
export interface Logged {
  readonly metrics: readonly MetricPoint[];
  readonly logs: Readonly<Record<number, readonly LogLine[]>>;
  readonly artifacts: readonly (ArtifactRecord & { readonly body?: string })[];
}

/** A report's input from plain data. */
export function inputOf(run: RunRecord, steps: readonly RunRecord[], logged: Readonly<Record<string, Logged>>): ReportInput {
  const bodies = new Map(Object.values(logged).flatMap(({ artifacts }) => artifacts.map(({ uid, body }) => [uid, body] as const)));
  return {
    run,
    steps,
    now: new Date(at(300)),
    reader: {
      metrics: (uid) => Promise.resolve(logged[uid]?.metrics ?? []),
      logs: (uid, { attempt = 1 } = {}) => Promise.resolve(logged[uid]?.logs[attempt] ?? []),
      artifacts: (uid) => Promise.resolve(logged[uid]?.artifacts ?? []),
      text: (record, limitBytes) => Promise.resolve(bodies.get(record.uid)?.slice(0, limitBytes)),
    },
  };
}

/** A run with what a test does not care about filled in. */
export function runOf(name: string, over: Partial<RunRecord> & { readonly span?: readonly [number, number] } = {}): RunRecord {
  const { span: [from, to] = [0, 10], ...rest } = over;
  const attempts = rest.attempts ?? [attemptOf(1, from, to)];
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
export function attemptOf(attempt: number, from: number, to: number, over: Partial<AttemptRecord> = {}): AttemptRecord {
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

/** A line of a log. */
export function line(seconds: number, level: LogLine['level'], message: string, over: Partial<LogLine> = {}): LogLine {
  return { seq: Math.round(seconds * 100), time: at(seconds), level, stream: 'logger', message, ...over };
}

/** A record, with the body it leads to. */
export function artifactOf<K extends Kind>(
  kind: K,
  key: string,
  over: Partial<Omit<ArtifactRecord, 'kind' | 'uri'>> & { readonly body?: string } = {},
): ArtifactRecord & { readonly body?: string } {
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
  } as ArtifactRecord & { readonly body?: string };
}

/** A pipeline of four steps, one of which needed a second attempt. */
export function churnReport(): ReportInput {
  const clean = runOf('clean', {
    span: [1, 9],
    parameters: { dropNulls: true, since: new Date('2025-01-01T00:00:00Z') },
    inputs: { csv: '/data/churn/customers-2026-02.csv' },
    results: { rows: 7043, dropped: 11 },
  });
  const train = runOf('train', {
    span: [9, 96],
    attempts: [
      attemptOf(1, 9, 31, {
        state: 'pendingRetry',
        statusReason: 'the worker shut down',
        error: {
          name: 'RangeError',
          message: 'Out of memory while building tree 118',
          stack:
            'RangeError: Out of memory while building tree 118\n    at grow (examples/churn/forest.ts:88:13)\n    at train (examples/churn/handlers.ts:41:20)',
          cause: { name: 'Error', message: 'allocation of 2147483648 bytes failed' },
        },
      }),
      attemptOf(2, 38, 96),
    ],
    parameters: {
      epochs: 40,
      learningRate: 0.05,
      customers: 9_007_199_254_740_993n,
      clip: Infinity,
      layers: [64, 32, { dropout: 0.2 }],
      note: 'A longer piece of text that says why this run was started: a check of the new learning rate on the February export.',
    },
    inputs: { data: `store://datasets/churn/clean_cleaned@${PIPELINE}^${uidOf('cleaned')}` },
    results: { accuracy: 0.9163, auc: 0.9412, drift: NaN, perClass: { stays: 0.951, leaves: 0.812 } },
    labels: { framework: 'forest', owner: 'growth' },
  });
  const evaluate = runOf('evaluate', { span: [96, 104], results: { f1: 0.842 }, parameters: { threshold: 0.5 } });
  const publish = runOf('publish', {
    span: [104, 106],
    state: 'error',
    statusReason: 'the registry refused the model',
    attempts: [
      attemptOf(1, 104, 106, {
        state: 'error',
        error: {
          name: 'RegistryError',
          message: '403: "growth" may not write to production',
          stack: 'RegistryError: 403\n    at push (publish.ts:9:3)',
        },
      }),
    ],
    error: { name: 'RegistryError', message: '403: "growth" may not write to production' },
  });
  const pipeline = runOf('churn-model', {
    uid: PIPELINE,
    kind: 'pipeline',
    state: 'error',
    statusReason: 'publish failed: 403: "growth" may not write to production',
    attempts: [attemptOf(1, 0, 107, { state: 'error' })],
    span: [0, 107],
    parameters: { csv: '/data/churn/customers-2026-02.csv' },
    results: { accuracy: 0.9163 },
    error: { name: 'RegistryError', message: '403: "growth" may not write to production' },
  });
  return inputOf(pipeline, [publish, clean, train, evaluate], {
    [PIPELINE]: {
      metrics: [],
      artifacts: [],
      logs: {
        1: [line(0.2, 'info', 'started', { fields: { steps: 4 } }), line(106.4, 'error', 'publish failed, the model stays where it is')],
      },
    },
    [clean.uid]: cleanLogged(clean.uid),
    [train.uid]: trainLogged(train.uid),
    [evaluate.uid]: evaluateLogged(evaluate.uid),
    [publish.uid]: {
      metrics: [],
      artifacts: [],
      logs: {
        1: [line(104.3, 'info', 'asking the registry'), line(105.8, 'error', '403 Forbidden', { fields: { registry: 'production' } })],
      },
    },
  });
}

function cleanLogged(runUid: string): Logged {
  const columns = [
    'customer',
    'tenure',
    'monthly',
    'contract',
    'internet',
    'payment',
    'support',
    'total',
    'joined',
    'score',
    'region',
    'leaves',
  ];
  const preview = Array.from({ length: 20 }, (_, i) => [
    `C-${70_000 + i * 37}`,
    (i * 7) % 72,
    20 + ((i * 977) % 9000) / 100,
    ['monthly', 'yearly', 'two years'][i % 3] ?? '',
    i % 4 === 0 ? null : 'fibre',
    'bank transfer (automatic)',
    i % 2 === 0,
    ((i * 7) % 72) * 61.25,
    { $tidemark: 'date', value: at(-86_400 * i * 31) },
    i === 5 ? { $tidemark: 'number', value: 'NaN' } : i / 19,
    'north',
    i % 5 === 0,
  ]);
  const bell = Array.from({ length: 20 }, (_, i) => Math.round(900 * Math.exp(-(((i - 8) / 4) ** 2))));
  const edges = Array.from({ length: 21 }, (_, i) => i * 3.6);
  const number: ColumnStats = {
    count: 7032,
    nulls: 11,
    mean: 32.4217,
    std: 24.5453,
    min: 0,
    '25%': 9,
    '50%': 29,
    '75%': 55,
    max: 72,
    hist: [bell, edges],
  };
  const word: ColumnStats = { count: 7043, nulls: 0, unique: 3, top: 'monthly', freq: 3875 };
  return {
    metrics: [],
    logs: {
      1: [
        line(1.4, 'debug', 'reading', { fields: { bytes: 977_501 } }),
        line(2.2, 'warn', '11 rows have no total; dropped'),
        line(8.8, 'info', 'cleaned', { fields: { rows: 7032 } }),
      ],
    },
    artifacts: [
      artifactOf('dataset', 'cleaned', {
        runUid,
        mediaType: 'application/vnd.apache.parquet',
        size: 412_688,
        spec: {
          header: columns,
          length: 7032,
          labelColumn: 'leaves',
          schema: { fields: columns.map((name, i) => ({ name, type: i % 3 === 1 ? 'number' : 'string', nullable: i === 4 })) },
        },
        status: { state: 'published', preview, stats: { tenure: number, monthly: number, contract: word } },
      }),
    ],
  };
}

function trainLogged(runUid: string): Logged {
  const metrics = Array.from({ length: 40 }, (_, step) => [
    { key: 'train/loss', step, value: 0.7 * Math.exp(-step / 12) + 0.08 + 0.012 * Math.sin(step * 2.1), time: at(40 + step) },
    {
      key: 'validation/loss',
      step,
      value: 0.72 * Math.exp(-step / 11) + 0.14 + 0.0012 * step + 0.015 * Math.sin(step * 1.3),
      time: at(40 + step),
    },
    { key: 'validation/accuracy', step, value: step === 7 ? NaN : 0.93 - 0.4 * Math.exp(-step / 9), time: at(40 + step) },
  ]).flat();
  const logs = Array.from({ length: 40 }, (_, i) =>
    line(40 + i, i % 13 === 12 ? 'warn' : 'info', i % 13 === 12 ? 'the loss went up' : `epoch ${i}`, {
      fields: { loss: 0.7 * Math.exp(-i / 12) },
    }),
  );
  return {
    metrics,
    logs: {
      1: [line(9.5, 'info', 'started experiment'), line(30.9, 'error', 'FATAL: heap limit reached', { stream: 'stderr' })],
      2: [...logs, line(95, 'info', '\u001b[32msaved\u001b[0m model.txt', { stream: 'stdout' })],
    },
    artifacts: [
      artifactOf('model', 'model', { runUid, attempt: 1, version: 0, tags: [], status: { state: 'superseded' } }),
      artifactOf('model', 'model', {
        runUid,
        attempt: 2,
        tags: ['latest', 'candidate'],
        mediaType: 'text/plain',
        body: 'forest of 120 trees\ndepth 9\n',
        labels: { framework: 'forest' },
        spec: { framework: 'forest', algorithm: 'gradient boosting', metrics: { accuracy: 0.9163 }, parameters: { trees: 120, depth: 9 } },
      }),
      artifactOf('chart', 'history', {
        runUid,
        attempt: 2,
        body: JSON.stringify(
          lineChart({
            title: 'Loss by epoch',
            header: ['epoch', 'train', 'validation'],
            rows: Array.from({ length: 40 }, (_, i) => [i, 0.7 * Math.exp(-i / 12) + 0.08, 0.72 * Math.exp(-i / 11) + 0.14 + 0.0012 * i]),
          }),
        ),
      }),
      artifactOf('artifact', 'notes', {
        runUid,
        attempt: 2,
        mediaType: 'text/markdown',
        body: '# What changed\n\n- the **learning rate** went from `0.1` to `0.05`\n- [x] February export\n\n| rate | accuracy |\n| --- | --- |\n| 0.1 | 0.902 |\n| 0.05 | 0.916 |\n\nSee [the wiki](https://wiki.example/churn).\n',
      }),
    ],
  };
}

function evaluateLogged(runUid: string): Logged {
  const curve = (power: number) => Array.from({ length: 30 }, (_, i) => ({ fpr: i / 29, tpr: (i / 29) ** power }));
  const roc = rocCurve({
    title: 'ROC',
    curves: [
      { label: 'forest', points: curve(0.12), auc: 0.9412 },
      { label: 'last month', points: curve(0.22), auc: 0.8921 },
    ],
  });
  const matrix = confusionMatrix({
    title: 'Confusion',
    labels: ['stays', 'leaves', 'unsure'],
    counts: [
      [4920, 180, 61],
      [310, 1402, 44],
      [22, 31, 73],
    ],
  });
  return {
    metrics: [],
    logs: { 1: [line(97, 'info', 'scored', { fields: { rows: 7032 } })] },
    artifacts: [
      artifactOf('chart', 'roc', { runUid, body: JSON.stringify(roc), labels: { type: 'roc' } }),
      artifactOf('chart', 'confusion', { runUid, body: JSON.stringify(matrix) }),
      artifactOf('artifact', 'worst', {
        runUid,
        mediaType: 'application/json',
        spec: { viewer: 'table' },
        body: JSON.stringify({
          header: ['customer', 'predicted', 'actual'],
          rows: [
            ['C-70111', 0.97, 'stays'],
            ['C-71332', 0.03, 'leaves'],
          ],
        }),
      }),
      artifactOf('artifact', 'page', {
        runUid,
        mediaType: 'text/html; charset=utf-8',
        body: '<style>b{color:#0a6674}</style><h1>Feature importance</h1><p>Tenure explains <b>41 %</b>.</p><script>document.body.remove()</script>',
      }),
      artifactOf('artifact', 'badge', {
        runUid,
        mediaType: 'image/svg+xml',
        body: '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="28"><rect width="160" height="28" rx="6" fill="#1a7f4b"/><text x="14" y="19" fill="#fff" font-family="sans-serif" font-size="13">accuracy 91.6 %</text></svg>',
      }),
      artifactOf('artifact', 'weights', { runUid, size: 18_220_114 }),
      artifactOf('artifact', 'config', { runUid, mediaType: 'application/json', body: '{"threshold":0.5,"folds":[1,2,3]}' }),
    ],
  };
}
