import type { ColumnStats } from '../../src/core/index.js';
import type { ReportInput } from '../../src/render/index.js';
import { confusionMatrix, lineChart, rocCurve } from '../../src/sdk/index.js';
import { artifactOf, at, attemptOf, inputOf, line, PIPELINE, runOf, uidOf } from './report-fixture.js';
import type { Logged } from './report-fixture.js';

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
      attemptOf(1, [9, 31], {
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
      attemptOf(2, [38, 96]),
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
      attemptOf(1, [104, 106], {
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
    attempts: [attemptOf(1, [0, 107], { state: 'error' })],
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
        1: [line(0.2, 'started', { fields: { steps: 4 } }), line(106.4, 'publish failed, the model stays where it is', { level: 'error' })],
      },
    },
    [clean.uid]: cleanLogged(clean.uid),
    [train.uid]: trainLogged(train.uid),
    [evaluate.uid]: evaluateLogged(evaluate.uid),
    [publish.uid]: {
      metrics: [],
      artifacts: [],
      logs: {
        1: [line(104.3, 'asking the registry'), line(105.8, '403 Forbidden', { level: 'error', fields: { registry: 'production' } })],
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
        line(1.4, 'reading', { level: 'debug', fields: { bytes: 977_501 } }),
        line(2.2, '11 rows have no total; dropped', { level: 'warn' }),
        line(8.8, 'cleaned', { fields: { rows: 7032 } }),
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
        status: {
          state: 'published',
          preview,
          stats: { tenure: number, monthly: { ...number, mean: 64.7616, std: 30.0901 }, contract: word },
        },
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
    line(40 + i, i % 13 === 12 ? 'the loss went up' : `epoch ${i}`, {
      level: i % 13 === 12 ? 'warn' : 'info',
      fields: { loss: 0.7 * Math.exp(-i / 12) },
    }),
  );
  return {
    metrics,
    logs: {
      1: [line(9.5, 'started experiment'), line(30.9, 'FATAL: heap limit reached', { level: 'error', stream: 'stderr' })],
      2: [...logs, line(95, '\u001b[32msaved\u001b[0m model.txt', { stream: 'stdout' })],
    },
    artifacts: [
      artifactOf('model', 'model', { runUid, attempt: 1, version: 0, tags: [], status: { state: 'superseded' } }),
      artifactOf('model', 'model', {
        runUid,
        attempt: 2,
        tags: ['latest', 'candidate'],
        mediaType: 'application/vnd.tidemark.directory.v1+json',
        files: [
          { path: 'model.txt', size: 48_213 },
          { path: 'model_spec.yaml', size: 912 },
        ],
        labels: { stage: 'candidate' },
        spec: {
          framework: 'forest',
          algorithm: 'gradient boosting',
          metrics: { accuracy: 0.9163 },
          parameters: { trees: 120, depth: 9 },
          directory: { files: 2, size: 49_125 },
          modelFile: 'model.txt',
          trainingSet: 'file:///data/churn.csv',
          inputs: [{ name: 'tenure', type: 'integer' }],
          outputs: [{ name: 'churned', type: 'boolean' }],
          featureStats: {
            tenure: {
              count: 3,
              nulls: 0,
              mean: 2,
              min: 1,
              max: 3,
              hist: [
                [1, 2],
                [1, 2, 3],
              ],
            },
          },
        },
      }),
      artifactOf('artifact', 'summary', { runUid, attempt: 2, mediaType: 'text/plain', body: 'forest of 120 trees\ndepth 9\n' }),
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
    logs: { 1: [line(97, 'scored', { fields: { rows: 7032 } })] },
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
