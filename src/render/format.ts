import type { Value } from '../core/index.js';

/** A value as a person reads it: text as it is, bigint with its `n`, Dates as ISO text, NaN by name, the rest as indented JSON. */
export function formatValue(value: Value | undefined): string {
  return typeof value === 'string' ? value : formatInside(value, '');
}

/** A number for a narrow column: at most 5 significant digits. */
export function formatShort(value: Value | undefined): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || Number.isInteger(value)) return formatValue(value);
  return String(Number(value.toPrecision(5)));
}

/** `42 ms`, `3.4 s`, `2 min 5 s`, `3 h 7 min`, `2 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)];
  if (hours === 0) return join(`${minutes} min`, seconds % 60, 's');
  return days === 0 ? join(`${hours} h`, minutes % 60, 'min') : join(`${days} d`, hours % 24, 'h');
}

/** `812 B`, `3.6 kB`, `1.2 MB`: powers of a thousand. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** ISO time as `2026-03-01 09:30:05 UTC`; text that is no time stays. */
export function formatTime(iso: string): string {
  return Number.isNaN(Date.parse(iso)) ? iso : `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `1 line`, `3 lines`, `12,400 lines`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

function join(large: string, small: number, unit: string): string {
  return small === 0 ? large : `${large} ${small} ${unit}`;
}

function formatInside(value: Value | undefined, indent: string): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return value.toISOString();
  const deeper = `${indent}  `;
  const list = Array.isArray(value);
  const parts = list
    ? value.map((item: Value) => formatInside(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${formatInside(item, deeper)}`);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  const line = list ? `[${parts.join(', ')}]` : parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  if (line.length <= 100 && !line.includes('\n')) return line;
  return `${open}\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}${close}`;
}
