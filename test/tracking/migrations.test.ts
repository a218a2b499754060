import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/tracking/drivers/sqlite/connection.js';
import { migrate, MIGRATIONS } from '../../src/tracking/migrations.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import { newUid, opening } from '../contracts/tracking-store/story.js';
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
      message: expect.stringMatching(/schema version 3.*knows versions up to 2.*Upgrade the tidemark package/s),
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
