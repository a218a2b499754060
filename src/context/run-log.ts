import { inspect } from 'node:util';
import { InvalidValueError, toTagged } from '../core/index.js';
import type { Json, LogLevel, LogLine } from '../core/index.js';
import type { LogFields, Logger, Receipt } from '../sdk/index.js';

/** One finished line of a run's log. */
export interface RunLine {
  readonly level: LogLevel;
  readonly stream: LogLine['stream'];
  readonly message: string;
  readonly fields?: Readonly<Record<string, Json>>;
}

/** Takes a line. */
export type LineSink = (line: RunLine) => Receipt;

/** The logger that handlers use. */
export function createLogger(sink: LineSink, bound: LogFields = {}): Logger {
  const log = (level: LogLevel) => (message: string, fields?: LogFields) => {
    const stored = encodeFields({ ...bound, ...fields });
    return sink({ level, stream: 'logger', message: String(message), ...(stored === undefined ? {} : { fields: stored }) });
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (fields) => createLogger(sink, { ...bound, ...fields }),
  };
}

// A log line must not fail for what it carries: what has no encoding is stored as its text.
function encodeFields(fields: LogFields): Record<string, Json> | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key, encodeField(value)]));
}

function encodeField(value: unknown): Json {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack ?? '' };
  try {
    return toTagged(value);
  } catch (error) {
    if (error instanceof InvalidValueError) return inspect(value, { depth: 4, breakLength: Infinity });
    throw error;
  }
}
