import { DatabaseError } from 'pg';
import { TidemarkError, TrackingStoreError } from '../../../core/index.js';

/** By SQLSTATE: what may be over when the same is done again. */
const PASSING = /^(08|53|57|58|40|55P03|25006|25P0[34])/;
/** Another transaction was in the way: at once again. */
const CONFLICT = /^(40001|40P01)$/;
/** The network's own codes; ENOENT is a Unix socket whose server is not there. */
const AWAY =
  /^(E(CONN(REFUSED|RESET|ABORTED)|PIPE|TIMEDOUT|HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN|ADDRNOTAVAIL|NOTFOUND|AI_AGAIN|NOENT|MFILE))$/;
const LOST = /^(ECONNRESET|EPIPE|57P0[125]|08...)$/;
/** What the driver says in plain words when there is no server at the other end any more. */
const DISCONNECTED = /terminated|timeout|not queryable|Client was closed|socket/i;

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^(ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|57P0[123])$/, 'See that the server runs and can be reached from here.'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'See that the host’s name is right and can be resolved.'],
  [/^53300$/, 'The server has no connection left: raise max_connections, run fewer workers, or put PgBouncer before it.'],
  [/^(53100|58)/, 'Look at the server’s disk and log.'],
  [/^57014$/, 'The server took too long over it: look at its load and at who holds locks (pg_stat_activity).'],
  [/^25006$/, 'This server takes no writes: is it a standby? Use the primary’s address.'],
  [/^3D000$/, 'Create it (createdb), or name another one in TIDEMARK_TRACKING.'],
  [/^(28|SASL)/, 'Check user and password in TIDEMARK_TRACKING.'],
  [/^42501$/, 'The rights that it takes are listed in docs/postgresql.md.'],
];

/** Our own errors as they are, anything else as a TrackingStoreError that names the database; retryable when the server may be back, or free, later. */
export function toStoreError(error: unknown, url: string): TidemarkError {
  if (error instanceof TidemarkError) return error;
  const code = codeOf(error);
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1] ?? (isDisconnected(error) ? ADVICE[0]?.[1] : undefined);
  return new TrackingStoreError(
    `The tracking database ${url} could not be used: ${messageOf(error)}${code === '' ? '' : ` (${code})`}.${advice === undefined ? '' : ` ${advice}`}`,
    { cause: error, retryable: PASSING.test(code) || AWAY.test(code) || isDisconnected(error) },
  );
}

/** A deadlock or a serialization failure: nothing was written. */
export function isConflict(error: unknown): boolean {
  return CONFLICT.test(codeOf(error));
}

/** A connection that was open and is gone, as after a restart of the server. */
export function isLost(error: unknown): boolean {
  return LOST.test(codeOf(error)) || (isDisconnected(error) && !/timeout/i.test(messageOf(error)));
}

function isDisconnected(error: unknown): boolean {
  return error instanceof Error && !(error instanceof DatabaseError) && codeOf(error) === '' && DISCONNECTED.test(error.message);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

// A host with several addresses is refused with an AggregateError that has no message of its own.
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
