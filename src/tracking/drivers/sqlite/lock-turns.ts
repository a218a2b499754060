import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Connection } from './connection.js';

/** A call waits this long for another process's transaction before it is refused. */
const WAIT_MILLIS = 15_000;
/** For so much of it the process stands still: transactions are short, and who calls at its end has nothing but this one moment. */
const STILL_MILLIS = 50;
const LAST_STILL_MILLIS = 2000;
const GLANCE_MILLIS = 2;
const SHORTEST_PAUSE_MILLIS = 5;
const LONGEST_PAUSE_MILLIS = 50;

let isExiting = false;
process.prependOnceListener('exit', () => {
  isExiting = true;
});

/**
 * The calls of one connection, at a file that other processes write to as well. A call has done its work when it returns, unless somebody else holds the
 * lock for long: then it waits for its turn while the event loop goes on. Writes keep the order of their calls.
 */
export class LockTurns {
  readonly #connection: Connection;
  #writes: Promise<unknown> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.standStill(STILL_MILLIS);
  }

  /** @throws what SQLite says: SQLITE_BUSY when the lock was never free. */
  async write<T>(work: () => T): Promise<T> {
    if (isExiting) return this.now(work);
    const giveUp = Date.now() + WAIT_MILLIS;
    if (this.#writes === undefined) {
      try {
        return work();
      } catch (error) {
        if (!isLocked(error)) throw error;
      }
    }
    const turn = (this.#writes ?? Promise.resolve()).then(() => this.#untilFree(work, giveUp));
    const over: Promise<unknown> = turn.then(nothing, nothing).then(() => {
      if (this.#writes === over) this.#writes = undefined;
    });
    this.#writes = over;
    return turn;
  }

  /** A snapshot need not wait for writers; it does for who repairs the file after a crash. */
  async read<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      if (!isLocked(error)) throw error;
    }
    return this.#untilFree(work, Date.now() + WAIT_MILLIS);
  }

  /** Before it returns, whatever waits: for the end of the process. */
  now<T>(work: () => T): T {
    return this.#still(LAST_STILL_MILLIS, work);
  }

  /** Resolves when every write so far is over. */
  async settled(): Promise<void> {
    await this.#writes;
  }

  async #untilFree<T>(work: () => T, giveUp: number): Promise<T> {
    for (let pause = SHORTEST_PAUSE_MILLIS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
      try {
        return this.#still(GLANCE_MILLIS, work);
      } catch (error) {
        if (!isLocked(error) || Date.now() > giveUp) throw error;
      }
      await sleep(pause * (0.5 + Math.random()));
    }
  }

  #still<T>(millis: number, work: () => T): T {
    this.#connection.standStill(millis);
    try {
      return work();
    } finally {
      this.#connection.standStill(STILL_MILLIS);
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function nothing(): void {
  // Its caller is told how it ended.
}
