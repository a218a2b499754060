const UNITS: readonly (readonly [limitSeconds: number, unitSeconds: number, word: string])[] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [30 * 86_400, 86_400, 'd'],
  [365 * 86_400, 30 * 86_400, 'mo'],
  [Number.POSITIVE_INFINITY, 365 * 86_400, 'y'],
];

/** `just now`, `12 s ago`, `3 min ago`, `in 2 h`. Epoch milliseconds. */
export function relativeTime(then: number, now: number): string {
  const seconds = Math.round(Math.abs(now - then) / 1000);
  if (seconds < 5) return 'just now';
  const [, unit, word] = UNITS.find(([limit]) => seconds < limit) ?? [0, 1, 's'];
  const amount = `${Math.floor(seconds / unit)} ${word}`;
  return then > now ? `in ${amount}` : `${amount} ago`;
}

/** Local time with its zone, and UTC beside it. */
export function exactTime(iso: string): string {
  const date = new Date(iso);
  return `${date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })} (${iso})`;
}
