import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/tracking/drivers/sqlite/connection.js';
import { migrate, MIGRATIONS } from '../../src/tracking/migrations.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import { SCHEMA_1 } from '../../src/tracking/schema-1.js';
import { parseArtifactUri } from '../../src/core/index.js';
import { newUid, numbered, opening, T0 } from '../contracts/tracking-store/story.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();

describe('the schema of a tracking database', () => {
  it('keeps what is there when it is opened again', async () => {
    const url = `sqlite:${folder()}/again.db`;
    const uid = newUid();
    const first = await openTrackingStore(url);
    await first.openAttempt(opening(uid));
    await first.close();
    const second = await openTrackingStore(url);
    expect(await second.getRun(uid)).toMatchObject({ uid, attempt: 1 });
    await second.close();
  });

  it('of a newer Tidemark is refused, with what to do', async () => {
    const path = `${folder()}/newer.db`;
    await (await openTrackingStore(`sqlite:${path}`)).close();
    const newer = connect(path, 'normal');
    migrate(newer, [...MIGRATIONS, 'CREATE TABLE later (x)']);
    newer.close();
    await expect(openTrackingStore(`sqlite:${path}`)).rejects.toMatchObject({
      name: 'TrackingStoreError',
      retryable: false,
      message: expect.stringMatching(/schema version 7.*knows versions up to 6.*Upgrade the tidemark package/s),
    });
  });

  it('goes from version to version, each once', () => {
    const connection = connect(':memory:', 'normal');
    migrate(connection, ['CREATE TABLE one (x)']);
    migrate(connection, ['CREATE TABLE one (x)', 'CREATE TABLE two (x)']);
    migrate(connection, ['CREATE TABLE one (x)', 'CREATE TABLE two (x)']);
    expect(connection.all('SELECT version FROM schema_version')).toEqual([{ version: 1 }, { version: 2 }]);
    expect(connection.all('SELECT * FROM two')).toEqual([]);
    connection.close();
  });

  it('stays as it was when a step of it fails', () => {
    const connection = connect(':memory:', 'normal');
    expect(() => migrate(connection, ['CREATE TABLE one (x)', 'CREATE TABLE one (x)'])).toThrow(/already exists/);
    expect(connection.all('SELECT name FROM sqlite_master')).toEqual([]);
    connection.close();
  });
});

describe('a database of schema 1', () => {
  const old = async (name: string) => {
    const path = `${folder()}/${name}.db`;
    const connection = connect(path, 'normal');
    migrate(connection, [SCHEMA_1]);
    connection.execute(WRITTEN_BY_SCHEMA_1);
    connection.close();
    return openTrackingStore(`sqlite:${path}`);
  };

  it('is read as it was', async () => {
    const store = await old('read');
    expect(await store.getRun('two')).toMatchObject({
      state: 'completed',
      attempt: 1,
      results: { x: 2 },
      metrics: { loss: { last: 0.5, count: 1 } },
    });
    expect(await store.logs('two')).toMatchObject([{ seq: 3, message: 'hello' }]);
    expect(await store.listArtifacts()).toMatchObject([
      { uid: 'c', version: 3, tags: ['latest'] },
      { uid: 'b', version: 2, tags: ['best'] },
      { uid: 'a', version: 1, tags: ['old'] },
    ]);
    expect(await store.consumers('a')).toMatchObject([{ runUid: 'two', key: 'csv' }]);
    expect(await store.openAttempt(opening('two'))).toEqual({ state: 'completed', attempt: 1, summary: { done: true } });
    await store.close();
  });

  it('goes on where it was: attempts, unreported runs, versions', async () => {
    const store = await old('go-on');
    expect((await store.listRuns({ unreported: new Date(T0) })).map(({ uid }) => uid)).toEqual(['four']);
    expect(await store.append([{ uid: 'four', attempt: 1, events: numbered([{ type: 'result', key: 'y', value: 1 }]) }])).toEqual([
      undefined,
    ]);
    expect(await store.renewLeases([{ uid: 'four', attempt: 1 }], T0)).toEqual(['held']);
    expect(await store.listRuns({ unreported: new Date(T0) })).toEqual([]);
    expect(await store.openAttempt(opening('four'))).toEqual({ state: 'opened', attempt: 2, inputs: {} });
    await store.close();
  });

  it('knows where its tags were before', async () => {
    const store = await old('tags');
    const tagged = async (tag: string) => (await store.getArtifact(parseArtifactUri(`store://models/demo/train_m:${tag}`)))?.uid;
    await store.retractRun({ uid: 'three', state: 'aborted', time: T0 });
    expect([await tagged('latest'), await tagged('best')]).toEqual(['b', 'b']);
    await store.retractRun({ uid: 'two', state: 'aborted', time: T0 });
    expect([await tagged('latest'), await tagged('best'), await tagged('old')]).toEqual(['a', 'a', 'a']);
    await store.retractRun({ uid: 'one', state: 'aborted', time: T0 });
    expect(await store.listArtifacts()).toEqual([]);
    await store.close();
  });
});

// Runs one, two and three published a, b and c, in this order; four is running.
const WRITTEN_BY_SCHEMA_1 = `
INSERT INTO runs (id, uid, name, project, kind, iteration, tree, source, state, attempt, attempt_id, summary, start_time, end_time) VALUES
  (1, 'one', 'train', 'demo', 'step', 0, 'one', '{}', 'completed', 1, 11, '{}', 1000, 2000),
  (2, 'two', 'train', 'demo', 'step', 0, 'two', '{}', 'completed', 1, 12, '{"done":true}', 1001, 2001),
  (3, 'three', 'train', 'demo', 'step', 0, 'three', '{}', 'completed', 1, 13, '{}', 1002, 2002),
  (4, 'four', 'train', 'demo', 'step', 0, 'four', '{}', 'running', 1, 14, NULL, 1003, NULL);
INSERT INTO attempts (id, run_id, attempt, nonce, state, start_time, end_time) VALUES
  (11, 1, 1, 'n1', 'completed', 1000, 2000), (12, 2, 1, 'n2', 'completed', 1001, 2001),
  (13, 3, 1, 'n3', 'completed', 1002, 2002), (14, 4, 1, 'n4', 'running', 1003, NULL);
INSERT INTO events (attempt_id, seq, time, type, key, step, num, value) VALUES
  (12, 1, 1001, 'result', 'x', NULL, NULL, '2'),
  (12, 2, 1001, 'metric', 'loss', 1, 0.5, NULL),
  (12, 3, 1001, 'log', 'info', NULL, NULL, '{"stream":"logger","message":"hello"}');
INSERT INTO current_values (attempt_id, type, key, num, value, seq) VALUES (12, 'result', 'x', 2, '2', 1);
INSERT INTO metrics (attempt_id, key, step, num, time, seq) VALUES (12, 'loss', 1, 0.5, 1001, 2);
INSERT INTO metric_summaries (attempt_id, key, last, min, max, count) VALUES (12, 'loss', 0.5, 0.5, 0.5, 1);
INSERT INTO artifacts (id, uid, attempt_id, seq, project, kind, key, db_key, tree, iteration, version, state, created, media_type, size, sha256, target,
  labels, spec, status, wanted_tags) VALUES
  (21, 'c', 13, 1, 'demo', 'model', 'm', 'train_m', 'three', 0, 3, 'published', 1002, 'text/plain', 1, 'cc', 't', '{}', '{}', '{}', '[]'),
  (22, 'b', 12, 4, 'demo', 'model', 'm', 'train_m', 'two', 0, 2, 'published', 1001, 'text/plain', 1, 'bb', 't', '{}', '{}', '{}', '["best"]'),
  (23, 'a', 11, 1, 'demo', 'model', 'm', 'train_m', 'one', 0, 1, 'published', 1000, 'text/plain', 1, 'aa', 't', '{}', '{}', '{}', '["best","old"]');
INSERT INTO tags (project, kind, db_key, tag, artifact_id) VALUES
  ('demo', 'model', 'train_m', 'latest', 21), ('demo', 'model', 'train_m', 'best', 22), ('demo', 'model', 'train_m', 'old', 23);
INSERT INTO run_inputs (run_id, key, uri, artifact_uid) VALUES (2, 'csv', 'store://models/demo/train_m^a', 'a');
`;

describe('a file that is no tracking database', () => {
  it('is named in an error that says what is wrong', async () => {
    const path = `${folder()}/text.db`;
    writeFileSync(path, 'this is not a database, and it is long enough to have a header of one hundred bytes in it, as SQLite wants.');
    await expect(openTrackingStore(`sqlite:${path}`)).rejects.toMatchObject({
      name: 'TrackingStoreError',
      retryable: false,
      message: expect.stringMatching(/text\.db.*SQLITE_NOTADB.*no SQLite database/),
    });
  });

  it('may be another program’s database with tables of its own', async () => {
    const path = `${folder()}/other.db`;
    new Database(path).exec('CREATE TABLE theirs (x)').close();
    const store = await openTrackingStore(`sqlite:${path}`);
    expect(await store.listRuns()).toEqual([]);
    await store.close();
  });
});
