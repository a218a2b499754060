const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How times are shown. */
export interface TimeStyle {
  /** ISO 8601 instead of `3 min ago`. */
  readonly absolute: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `3 min ago`, or the time as it is stored. */
export function when(iso: string, { absolute, now }: TimeStyle): string {
  if (absolute) return iso;
  const age = now - Date.parse(iso);
  if (age < 2 * SECOND) return 'now';
  if (age < 90 * SECOND) return `${Math.round(age / SECOND)} s ago`;
  if (age < 90 * MINUTE) return `${Math.round(age / MINUTE)} min ago`;
  if (age < 36 * HOUR) return `${Math.round(age / HOUR)} h ago`;
  if (age < 60 * DAY) return `${Math.round(age / DAY)} days ago`;
  return iso.slice(0, 10);
}

/** `0.42 s`, `12.3 s`, `4 min 5 s`, `2 h 3 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / SECOND;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** From the start to the end, or to now while there is none. */
export function durationOf(startTime: string, endTime: string | undefined, now: number): string {
  return duration((endTime === undefined ? now : Date.parse(endTime)) - Date.parse(startTime));
}
