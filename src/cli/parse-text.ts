import type { Json } from '../core/index.js';
import { UsageError } from './usage-error.js';

/** `key=value` texts of a repeated option, in order; the last one of a key wins. @throws {UsageError} naming one without key or `=`. */
export function assignments(option: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`${option} ${JSON.stringify(text)} has no key and value. Write ${option} key=value.`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** JSON where the text is JSON, else the text itself: `5` is a number, `x` and `5 apples` are text. */
export function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** A positive whole number. @throws {UsageError} */
export function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(text) || Number(text) < 1)
    throw new UsageError(`${option} takes a whole number from 1, not ${JSON.stringify(text)}.`);
  return Number(text);
}

/** A TCP port; 0 stands for any free one. @throws {UsageError} */
export function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535)
    throw new UsageError(`--port takes a number up to 65535, not ${JSON.stringify(text)}.`);
  return Number(text);
}

/** One of these words. @throws {UsageError} listing them. */
export function oneOf<T extends string>(option: string, text: string | undefined, words: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (found === undefined) throw new UsageError(`${option} takes one of ${words.join(', ')}, not ${JSON.stringify(text)}.`);
  return found;
}

const UNITS = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const SPAN = /^([0-9]+(?:\.[0-9]+)?)(s|m|min|h|d|w)$/;

/** `30s`, `10m`, `2h`, `7d`, `1w` in milliseconds. @throws {UsageError} */
export function timeSpan(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit] = SPAN.exec(text) ?? [];
  if (unit === undefined) throw new UsageError(`${option} takes a time span such as 2h or 7d, not ${JSON.stringify(text)}.`);
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

/** `30s`, `10m`, `2h`, `7d`, `1w` before now, or an ISO date. @throws {UsageError} */
export function since(text: string | undefined, now: number = Date.now()): Date | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit] = SPAN.exec(text) ?? [];
  const date =
    unit === undefined
      ? new Date(/^[0-9]{4}-/.test(text) ? text : Number.NaN)
      : new Date(now - Number(amount) * UNITS[unit as keyof typeof UNITS]);
  if (Number.isNaN(date.getTime())) {
    throw new UsageError(
      `--since takes a time span such as 2h or 7d, or a date such as 2026-03-01T12:00:00Z, not ${JSON.stringify(text)}.`,
    );
  }
  return date;
}
