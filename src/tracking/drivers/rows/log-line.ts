import { fromTagged } from '../../../core/index.js';
import type { Json, LogLevel, LogLine, Value } from '../../../core/index.js';

/** An event of type `log`. */
export interface LogRow {
  readonly seq: number;
  readonly time: number;
  readonly level: LogLevel;
  /** JSON of stream, message and fields. */
  readonly value: string;
}

/** The line that the event stands for. */
export function toLogLine({ seq, time, level, value }: LogRow): LogLine {
  const { stream, message, fields } = JSON.parse(value) as {
    stream: LogLine['stream'];
    message: string;
    fields?: Readonly<Record<string, Json>>;
  };
  const line = { seq, time: new Date(time).toISOString(), level, stream, message };
  return fields === undefined ? line : { ...line, fields: fromTagged(fields) as Readonly<Record<string, Value>> };
}
