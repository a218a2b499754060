import Database from 'better-sqlite3';
import { TidemarkError, TrackingStoreError } from '../../../core/index.js';

/** What may be over when the same is done again. */
const PASSING = /^SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|PROTOCOL|NOMEM)/;

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'Another process holds its lock for too long; end whatever has the file open.'],
  [/^SQLITE_FULL/, 'The disk is full: free some space, and go on.'],
  [/^SQLITE_IOERR/, 'The disk did not answer as it should: look at its space and at the system log.'],
  [/^SQLITE_CANTOPEN/, 'See that its folder exists and may be written to.'],
  [/^SQLITE_READONLY/, 'Give this user the right to write to the file and its folder.'],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    'The file is damaged or is no SQLite database: restore a backup, or choose another file (TIDEMARK_TRACKING).',
  ],
];

/** Our own errors as they are, anything else as a TrackingStoreError that names the database. */
export function toStoreError(error: unknown, url: string): TidemarkError {
  if (error instanceof TidemarkError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Database.SqliteError)) {
    return new TrackingStoreError(`The tracking database ${url} could not be used: ${message}`, { cause: error, retryable: false });
  }
  const advice = ADVICE.find(([code]) => code.test(error.code))?.[1];
  return new TrackingStoreError(
    `The tracking database ${url} could not be used: ${message} (${error.code}).${advice === undefined ? '' : ` ${advice}`}`,
    {
      cause: error,
      retryable: PASSING.test(error.code),
    },
  );
}
