import type { Receipt } from './receipt.js';

/** Extra values of a log line: anything; what has no JSON encoding is stored as its text. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The run's log. Lines are events of the run: durable, in order, never another run's. */
export interface Logger {
  /** For who takes the handler apart. */
  debug(message: string, fields?: LogFields): Receipt;
  /** For who watches the run. */
  info(message: string, fields?: LogFields): Receipt;
  /** Something is odd, and the run goes on. */
  warn(message: string, fields?: LogFields): Receipt;
  /** Something failed. The run fails only when the handler throws. */
  error(message: string, fields?: LogFields): Receipt;
  /** A logger that adds `fields` to each of its lines. */
  child(fields: LogFields): Logger;
}
