import fc from 'fast-check';
import { z } from 'zod';
import { defineHandler } from 'tidemark';
import { openClient } from 'tidemark/client';
import type { TidemarkClient } from 'tidemark/client';
import { runLocal } from 'tidemark/local';
import { resolveConfiguration } from '../../src/configuration/index.js';
import { fromTagged, parseArtifactUri } from '../../src/core/index.js';
import type { Json } from '../../src/core/index.js';
import { readExecConfig } from '../../src/local/exec-config.js';
import { notKey, notKeyText, notNameText, notObject, notText, notUri, notValue } from './malformed-values.js';

/** A call that cannot be right, of something else than a context. */
export interface MalformedDoor {
  readonly name: string;
  readonly given: unknown;
  readonly call: (stage: { readonly home: string; readonly client: TidemarkClient }) => unknown;
}

const door = (name: string, given: fc.Arbitrary<unknown>, call: (value: never, stage: Parameters<MalformedDoor['call']>[0]) => unknown) =>
  given.map((value): MalformedDoor => ({ name, given: value, call: (stage) => call(value as never, stage) }));

const declared = defineHandler({
  params: z.object({ n: z.number(), text: z.string().max(3).optional() }),
  inputs: { doc: 'artifact?' },
  run: () => undefined,
});
const local = (handler: unknown, options: object, home: string) => runLocal(handler as () => void, { ...options, home } as object);
const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const given = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => values.filter((value) => value !== undefined);
const notConfig = some(
  '{',
  'null',
  '[]',
  '5',
  '"text"',
  'undefined',
  '{"params":5}',
  '{"params":[]}',
  '{"params":null}',
  '{"inputs":"x"}',
  '{"inputs":{"a":5}}',
  '{"labels":[]}',
  '{"labels":{"a":5}}',
  '{"labels":{"a":null}}',
  '{"labels":{"a\\n":"x"}}',
  '{"uid":5}',
  '{"uid":"../x"}',
  '{"name":{}}',
  '{"name":"a/b"}',
  '{"project":"a b"}',
  '{"project":null}',
  '{"params":{"a":{"$tidemark":"date","value":"never"}}}',
  '{"params":{"a":{"$tidemark":"what"}}}',
  `{"params":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
);

/** Payloads that no `toTagged` has made. */
export const notTagged: fc.Arbitrary<Json> = fc
  .oneof(
    some<Json>(
      { $tidemark: 'number', value: '5' },
      { $tidemark: 'number', value: {} },
      { $tidemark: 'number' },
      { $tidemark: 'bigint', value: '' },
      { $tidemark: 'bigint', value: '0x10' },
      { $tidemark: 'bigint', value: true },
      { $tidemark: 'date', value: 'never' },
      { $tidemark: 'date', value: 5 },
      { $tidemark: 'object', value: {} },
      { $tidemark: 'object', value: [['a']] },
      { $tidemark: 'object', value: [[1, 2]] },
      { $tidemark: 'object', value: 'ab' },
    ),
    fc
      .string()
      .filter((tag) => !['number', 'bigint', 'date', 'object'].includes(tag))
      .map((tag): Json => ({ $tidemark: tag, value: '1' })),
    some(1000, 100_000).map((levels) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as Json),
  )
  .chain((json) => some<Json>(json, [json], { deep: [json] }));

/** Calls of everything else that takes something from a user. */
export const malformedDoors: fc.Arbitrary<MalformedDoor> = fc.oneof(
  door('parseArtifactUri', fc.oneof(notUri, notText), (uri) => parseArtifactUri(uri)),
  door('fromTagged', notTagged, (json) => fromTagged(json)),
  door(
    'a handler',
    some<unknown>(undefined, null, 5, 'text', {}, [], class {}, Symbol('h'), { run: 5 }, Promise.resolve()),
    (handler, { home }) => local(handler, {}, home),
  ),
  door(
    'params',
    fc.oneof(
      given(notObject),
      notValue.filter((value) => value !== undefined).map((n) => ({ n })),
      some<unknown>({}, { n: 'x' }, { n: 1, more: 1 }, { n: NaN }, { n: 1, text: 'long' }),
    ),
    (params, { home }) => local(declared, { params }, home),
  ),
  door(
    'params of a plain function',
    given(notObject).filter((value) => value !== null && !(value instanceof Map)),
    (params, { home }) => local(() => undefined, { params }, home),
  ),
  door(
    'inputs',
    fc.oneof(
      given(notObject),
      notUri.map((doc) => ({ doc })),
      given(notText).map((doc) => ({ doc })),
      some<unknown>({ doc: 'nowhere.txt' }, { doc: 'store://models/p/x' }, { other: '/x' }, { doc: '' }, { doc: '\0' }),
    ),
    (inputs, { home }) => local(declared, { params: { n: 1 }, inputs }, home),
  ),
  door(
    'labels',
    fc.oneof(
      given(notObject),
      notNameText.map((key) => ({ [key]: 'x' })),
      some<unknown>({ a: Object.create(null) as object }),
    ),
    (labels, { home }) => local(() => undefined, { labels }, home),
  ),
  door('a run name', fc.oneof(notKeyText, some<unknown>(5, {}, [])), (name, { home }) => local(() => undefined, { name }, home)),
  door('a run uid', fc.oneof(notKeyText, some<unknown>(5, null, {}, [])), (uid, { home }) => local(() => undefined, { uid }, home)),
  door('a project', fc.oneof(notKeyText, some<unknown>(5, {}, [])), (project, { home }) => local(() => undefined, { project }, home)),
  door('TIDEMARK_EXEC_CONFIG', notConfig, (text) => readExecConfig({ TIDEMARK_EXEC_CONFIG: text })),
  door(
    'a tracking URL',
    some<unknown>(
      'mysql://x',
      '',
      'sqlite:',
      'sqlite://host/x',
      'postgres://%',
      ':',
      'memory:x',
      5,
      {},
      'sqlite:\0',
      'sqlite:/dev/null/x.db',
      'sqlite:/dev',
    ),
    (tracking, { home }) => openClient({ home, tracking }),
  ),
  door('an artifact URL', some<unknown>('ftp://x', '', 'file:', 's3://x', 'file://host/x', 5, {}), (artifacts, { home }) =>
    openClient({ home, artifacts }),
  ),
  door('a home', some<unknown>('/dev/null', '/dev/null/x', '\0', 5, {}), (home) => openClient({ home })),
  door('a secrets file', some<unknown>('/nowhere', '/', '\0', 5, {}), (secretsFile, { home }) =>
    resolveConfiguration({ home, secretsFile }, {}),
  ),
  door('client.getRun', fc.oneof(notKey, some('nothing', '0'.repeat(32))), (uid, { client }) => client.getRun(uid)),
  door('client.getArtifact', fc.oneof(notUri, notText, some('store://artifacts/p/nothing')), (uri, { client }) => client.getArtifact(uri)),
  door('client.getDataItem', fc.oneof(notUri, notText), (uri, { client }) => client.getDataItem(uri).text()),
  door(
    'client.listRuns',
    some<unknown>(
      { orderBy: 'nothing' },
      { orderBy: 5 },
      { orderBy: 'results.' },
      { limit: -1 },
      { limit: 'x' },
      { limit: 0.5 },
      { offset: -1 },
      { state: 'done' },
      { state: 5 },
      { since: 'yesterday' },
      { since: new Date(NaN) },
      { labels: 5 },
      { name: {} },
      null,
      5,
    ),
    (filter, { client }) => client.listRuns(filter),
  ),
  door(
    'client.listArtifacts',
    some<unknown>({ limit: -1 }, { limit: 'x' }, { kind: 'file' }, { key: {} }, { attempt: 'x', runUid: 'x' }, null, 5),
    (filter, { client }) => client.listArtifacts(filter),
  ),
  door('client.compareRuns', some<unknown>(['nothing'], [5], 5, null, 'text', [null]), (uids, { client }) => client.compareRuns(uids)),
  door('client.exportReport', fc.oneof(notText, some('nothing')), (uid, { client }) => client.exportReport(uid)),
  door('client.abortRun', fc.oneof(notText, some('nothing')), (uid, { client }) => client.abortRun(uid)),
  door('client.start', notText, (name, { client }) => client.start(name, {})),
);
