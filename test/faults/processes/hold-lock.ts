import Database from 'better-sqlite3';
import { tell } from './tell.js';

/** Holds the write lock of the SQLite file that TIDEMARK_FAULT_WORKER names, as somebody does who has begun a transaction in a shell and went for lunch. */
const database = new Database(process.env['TIDEMARK_FAULT_WORKER'] ?? '', { timeout: 60_000 });
database.exec('BEGIN IMMEDIATE');
tell('locked');
setInterval(() => undefined, 1000);
