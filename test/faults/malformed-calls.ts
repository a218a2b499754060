import fc from 'fast-check';
import type { RunContext } from 'tidemark';
import { hostile, notCell, notKey, notName, notNumber, notObject, notStep, notText, notUri, notValue } from './malformed-values.js';

/** A call that cannot be right, and what it is called. */
export interface MalformedCall {
  readonly name: string;
  /** Everything in it is made by chance; the compiler is told that it is fine, as a user of plain JavaScript has none. */
  readonly call: (context: RunContext) => unknown;
}

type Loose = Record<keyof RunContext, (...args: unknown[]) => unknown> & {
  readonly logger: Record<string, (...args: unknown[]) => unknown>;
};

const call = (name: string, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<MalformedCall> =>
  fc.tuple(...args).map((given) => ({
    name,
    call: (context) => (context as unknown as Loose)[name as keyof RunContext](...given),
  }));

const fine = fc.constant<unknown>(1);
const key = fc.constant<unknown>('key');
const one = (name: string, value: fc.Arbitrary<unknown>) => value.map((given) => ({ [name]: given }));
const body = { body: 'x' };
const withBody = (name: string, value: fc.Arbitrary<unknown>) => value.map((given) => ({ ...body, [name]: given }));
const rows = [{ a: 1 }];

const notBody = fc.constantFrom<unknown>(
  null,
  5,
  true,
  {},
  [],
  [1, 2],
  new Map(),
  () => 'x',
  Symbol('x'),
  new Date(0),
  new ArrayBuffer(3),
  Promise.resolve('x'),
);
const notPath = fc.constantFrom<unknown>(5, true, null, {}, [], () => 'x', Symbol('x'), new Date(0));
const nowhere = fc.constantFrom<unknown>(
  '',
  '/',
  '/nowhere/at/all',
  '\u0000',
  'a\u0000b',
  '.',
  '/dev',
  'x'.repeat(5000),
  '/proc/self/mem/x',
);
const notLabels = fc.oneof(
  notObject,
  notName.filter((name) => typeof name === 'string').map((name) => ({ [name as string]: 'x' })),
  fc.constantFrom<unknown>(Object.create(null, { a: { enumerable: true, value: Object.create(null) } }), {
    a: {
      toString: () => {
        throw new Error('no text');
      },
    },
  }),
);
const notJsonObject = fc.oneof(
  notObject,
  notValue.filter((value) => value !== undefined).map((value) => ({ value })),
);

const commonOptions = (base: object): fc.Arbitrary<unknown>[] =>
  [
    ['labels', notLabels] as const,
    ['tag', notKey.filter((value) => value !== undefined)] as const,
    ['dbKey', notKey.filter((value) => value !== undefined && value !== false)] as const,
    ['viewer', notText.filter((value) => value !== undefined)] as const,
    ['extraData', notJsonObject] as const,
    [
      'artifactPath',
      fc.oneof(
        notPath,
        fc.constantFrom<unknown>('', '+/', '+/..', '+/../x', '+/a//b', 'ftp://host/x', 's3://bucket', 'file://host/x', '\u0000'),
      ),
    ] as const,
  ].map(([name, value]) => value.map((given) => ({ ...base, [name]: given })));

const notTable = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    5,
    'text',
    true,
    1n,
    () => 1,
    Symbol('t'),
    new Map(),
    new Set(),
    new Date(0),
    Promise.resolve(rows),
    [1, 2],
    [null],
    [[1]],
    ['x'],
    [undefined],
    [{}],
    [rows],
  ),
  fc.constantFrom<unknown>({ a: 1 }, { a: 'text' }, { a: [1], b: [1, 2] }, { a: null }, { a: { length: 3 } }, { a: new Map() }),
  notCell.map((cell) => [{ a: cell }]),
  fc.constantFrom<unknown>([{ a: new Date(NaN) }], [{ a: 2n ** 70n }]),
);

const notChart = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, 5, 'text', '{}', true, [], [1], () => 1, Symbol('c'), new Map(), new Date(0)),
  fc.constantFrom<unknown>(
    {},
    { mark: 'nothing' },
    { mark: 5 },
    { mark: { type: null } },
    { mark: 'bar', data: 'rows' },
    { mark: 'bar', data: { url: 'https://example.com/x.csv' } },
    { mark: 'bar', data: { name: 'nowhere' } },
    { mark: 'bar', data: { values: 5 } },
    { mark: 'bar', data: { values: [] }, encoding: 'x' },
    { mark: 'bar', data: { values: [] }, encoding: { x: { field: 'a', type: 'numbers' } } },
    { mark: 'bar', data: { values: [] }, encoding: { nowhere: { field: 'a' } } },
    { mark: 'bar', data: { values: [] }, transform: [{ calculate: 'a +', as: 'b' }] },
    { mark: 'bar', data: { values: [] }, transform: [{ filter: 'a ===' }] },
    { mark: 'bar', data: { values: [] }, encoding: { x: { aggregate: 'nothing', field: 'a' } } },
    { $schema: 'https://vega.github.io/schema/vega/v6.json', marks: [] },
    { layer: 5 },
    { hconcat: [5] },
    { vconcat: [null] },
    { repeat: 5, spec: {} },
    { facet: 5, spec: { mark: 'bar' } },
  ),
  notValue.filter((value) => value !== undefined).map((value) => ({ mark: 'bar', data: { values: [{ value }] } })),
);

/** Calls of the run context. */
export const malformedCalls: fc.Arbitrary<MalformedCall> = fc.oneof(
  call('logResult', notName, fine),
  call('logResult', key, notValue),
  call('logResult', key, fc.constant('x'.repeat(300_000))),
  call(
    'logResults',
    fc.oneof(
      notObject,
      notValue.filter((value) => value !== undefined).map((value) => ({ value })),
      fc.constant(undefined),
    ),
  ),
  call('logMetric', notName, fine),
  call('logMetric', key, notNumber),
  call('logMetric', key, fine, notStep),
  call(
    'logMetrics',
    fc.oneof(
      notObject,
      notNumber.filter((value) => value !== undefined).map((value) => ({ value })),
    ),
  ),
  call('setLabel', notName, fine),
  call(
    'setLabel',
    key,
    fc.constantFrom<unknown>(
      Object.create(null),
      { toString: 5, valueOf: 5 },
      {
        toString() {
          throw new Error('no text');
        },
      },
    ),
  ),
  call('setLabels', notLabels),
  call('setAnnotation', notName, fine),
  call('getParam', notName, fine),
  call(
    'getParam',
    key,
    notValue.filter((value) => value !== undefined),
  ),
  call('getInput', notName),
  call(
    'getInput',
    key,
    fc.oneof(
      notUri,
      notText.filter((value) => value !== undefined),
    ),
  ),
  call('getInput', notName, fc.constant('/tmp/x')),
  call('getDataItem', notText),
  call('getArtifact', fc.oneof(notUri, notText, fc.constantFrom('nothing', '__proto__', 'constructor', 'store://artifacts/p/nothing'))),
  call('getSecret', notName),
  call('getSecret', fc.constant('NO_SUCH_SECRET'), fc.constant({ required: true })),
  call('progress', fc.oneof(notNumber, fc.constantFrom<unknown>(NaN, Infinity))),
  call(
    'progress',
    fine,
    fc.oneof(notNumber, fc.constantFrom<unknown>(NaN, Infinity)).filter((value) => value !== undefined),
  ),
  call(
    'once',
    notName,
    fc.constant(() => 1),
  ),
  call('once', key, fc.constantFrom<unknown>(undefined, null, 5, 'text', {}, Promise.resolve(1))),
  call(
    'once',
    key,
    notValue.filter((value) => value !== undefined && value !== hostile && !(value instanceof Promise)).map((value) => () => value),
  ),
  call('checkpoint', notValue),
  call('checkpoint', fc.constant('x'.repeat(300_000))),
  call('commit', fc.constantFrom<unknown>({ message: Object.create(null) }, null)),
);

/** Calls that log artifacts. */
export const malformedArtifacts: fc.Arbitrary<MalformedCall> = fc.oneof(
  call(
    'logArtifact',
    notKey.filter((value) => typeof value !== 'object'),
    fc.constant(body),
  ),
  call(
    'logArtifact',
    fc.constantFrom<unknown>(
      null,
      {},
      [],
      { key: 'x' },
      { key: 'x', kind: 'chart' },
      { key: 'x', kind: 'dataset', dataset: {}, data: 5 },
      new Date(0),
      new Map(),
    ),
    fc.constant(undefined),
  ),
  call('logArtifact', key, notObject),
  call('logArtifact', key, fc.constantFrom({}, { localPath: undefined }, { labels: {} })),
  call('logArtifact', key, one('body', notBody)),
  // A folder is no malformed path: it is logged with all that is in it. One of devices is.
  call(
    'logArtifact',
    key,
    one(
      'localPath',
      fc.oneof(
        notPath,
        nowhere.filter((path) => path !== '.' && path !== '/'),
      ),
    ),
  ),
  call('logArtifact', key, withBody('localPath', notPath)),
  call(
    'logArtifact',
    key,
    one('targetPath', fc.oneof(notPath, nowhere, fc.constantFrom('relative/path', 'file:///nowhere', 'file://host/x'))),
  ),
  call(
    'logArtifact',
    key,
    withBody(
      'targetPath',
      fc.oneof(notPath, fc.constantFrom('relative', 'https://example.com/x', 'file://host/x', '/dev', '/proc/nothing/x')),
    ),
  ),
  call('logArtifact', key, withBody('format', notPath)),
  call('logArtifact', key, withBody('mediaType', notPath)),
  call('logArtifact', key, withBody('upload', fc.constantFrom<unknown>('no', 0, null, {}))),
  ...commonOptions(body).map((options) => call('logArtifact', key, options)),
  call('logModel', notKey, fc.constant(body)),
  call('logModel', key, fc.oneof(notObject, fc.constantFrom({}, undefined))),
  call('logModel', key, withBody('framework', notPath)),
  ...['metrics', 'parameters', 'inputs', 'outputs'].map((name) =>
    call(
      'logModel',
      key,
      withBody(
        name,
        notValue.filter((value) => value !== undefined),
      ),
    ),
  ),
  ...commonOptions(body).map((options) => call('logModel', key, options)),
  call('logDataset', notKey, fc.constant(rows)),
  call('logDataset', key, notTable),
  call('logDataset', key, fc.constant(rows), notObject),
  call('logDataset', key, fc.constant(rows), one('format', fc.constantFrom<unknown>('xml', '', 5, null, {}))),
  call('logDataset', key, fc.constant(rows), one('preview', fc.constantFrom<unknown>(-1, 0.5, NaN, '5', null, {}))),
  call('logDataset', key, fc.constant(rows), one('labelColumn', fc.constantFrom<unknown>('nothing', 5, null, {}))),
  call('logDataset', key, fc.constant(rows), one('stats', fc.constantFrom<unknown>('no', 0, null, {}))),
  ...commonOptions({}).map((options) => call('logDataset', key, fc.constant(rows), options)),
  call('logChart', notKey, fc.constant({ mark: 'bar', data: { values: [] } })),
  call('logChart', key, notChart),
  call('logChart', key, fc.constant({ mark: 'bar', data: { values: [] } }), notObject),
  ...commonOptions({}).map((options) => call('logChart', key, fc.constant({ mark: 'bar', data: { values: [] } }), options)),
);
