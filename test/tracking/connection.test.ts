import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/tracking/drivers/sqlite.js';
import { connect } from '../../src/tracking/drivers/sqlite/connection.js';
import { toStoreError } from '../../src/tracking/drivers/sqlite/errors.js';
import { newUid, opening, T0 } from '../contracts/tracking-store/story.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const [NORMAL, FULL] = [1, 2];

describe('a SQLite connection', () => {
  it('fsyncs the transactions that ask for it, every time, and no others', () => {
    const connection = connect(`${folder()}/sync.db`, 'normal');
    const level = () => connection.get('PRAGMA synchronous');
    for (const _ of [1, 2, 3]) {
      expect(connection.write(level)).toEqual({ synchronous: NORMAL });
      expect(connection.write(level, 'fsync')).toEqual({ synchronous: FULL });
    }
    expect(() => connection.write(() => connection.execute('nonsense'), 'fsync')).toThrow(/nonsense/);
    expect(connection.write(level)).toEqual({ synchronous: NORMAL });
    connection.close();
  });

  it('fsyncs every transaction when it is told to', () => {
    const connection = connect(`${folder()}/full.db`, 'full');
    const level = () => connection.get('PRAGMA synchronous');
    expect(connection.write(level, 'fsync')).toEqual({ synchronous: FULL });
    expect(connection.write(level)).toEqual({ synchronous: FULL });
    connection.close();
  });

  it('takes back all of a transaction that fails', () => {
    const connection = connect(':memory:', 'normal');
    connection.execute('CREATE TABLE t (x UNIQUE)');
    const insert = (x: number) => connection.run('INSERT INTO t VALUES (?)', x);
    expect(() => connection.write(() => [insert(1), insert(2), insert(1)])).toThrow(/UNIQUE/);
    expect(connection.write(() => insert(3))).toBe(1);
    expect(connection.all('SELECT x FROM t')).toEqual([{ x: 3 }]);
    connection.close();
  });

  it('goes on after the disk was full, and calls that retryable', () => {
    const connection = connect(`${folder()}/full-disk.db`, 'normal');
    connection.execute('CREATE TABLE t (x)');
    // SQLite answers a file that may not grow as it answers a disk without space.
    connection.get('PRAGMA max_page_count = 10');
    const insert = () => connection.write(() => connection.run('INSERT INTO t VALUES (?)', 'x'.repeat(100_000)));
    const error = caught(insert);
    expect(toStoreError(error, connection.url)).toMatchObject({
      retryable: true,
      message: expect.stringMatching(/full-disk\.db.*SQLITE_FULL.*The disk is full: free some space/),
    });
    connection.get('PRAGMA max_page_count = 100000');
    expect(insert()).toBe(1);
    expect(connection.all('SELECT length(x) AS length FROM t')).toEqual([{ length: 100_000 }]);
    connection.close();
  });

  it('calls a lock retryable', () => {
    const path = `${folder()}/locked.db`;
    connect(path, 'normal').close();
    const [one, two] = [new Database(path), new Database(path, { timeout: 0 })];
    one.exec('BEGIN IMMEDIATE');
    const error = caught(() => two.exec('BEGIN IMMEDIATE'));
    expect(toStoreError(error, 'sqlite:x')).toMatchObject({ retryable: true, message: expect.stringContaining('SQLITE_BUSY') });
    one.close();
    two.close();
  });
});

describe('a SQLite store', () => {
  it('rejects when it was closed, and may be closed twice', async () => {
    const store = openSqliteStore(`${folder()}/closed.db`);
    await store.openAttempt(opening(newUid()));
    await store.close();
    await store.close();
    await expect(store.listRuns()).rejects.toMatchObject({ name: 'TrackingStoreError', retryable: false });
    await expect(store.closeAttempt({ uid: newUid(), attempt: 1, time: T0, state: 'error' })).rejects.toMatchObject({
      name: 'TrackingStoreError',
    });
  });

  it('cannot be opened in a folder that is a file', () => {
    connect(`${folder()}/file`, 'normal').close();
    expect(() => openSqliteStore(`${folder()}/file/tracking.db`)).toThrow(expect.objectContaining({ name: 'TrackingStoreError' }));
  });
});

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
