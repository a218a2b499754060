/** Decimals of so many digits are the same as numbers: back as text, they have the same digits. */
export const EXACT_DIGITS = 15;

/** Ticks in a millisecond, by unit. */
export const PER_MILLISECOND = { ms: 1, us: 1_000, ns: 1_000_000 } as const;

/** The Date of a tick; what is finer than a millisecond is cut off, towards the past. */
export function dateOfTick(tick: bigint, perMillisecond: number): Date {
  const divisor = BigInt(perMillisecond);
  const whole = tick / divisor;
  return new Date(Number(tick < 0n && whole * divisor !== tick ? whole - 1n : whole));
}

/** The same for a column, as fractions of two halves where they are exact: bigints take ten times as long. */
export function datesOfTicks(values: BigInt64Array, perMillisecond: number): Date[] {
  const low = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const dates = new Array<Date>(values.length);
  for (let row = 0; row < dates.length; row++) {
    const tick = (high[2 * row + 1] ?? 0) * 2 ** 32 + (low[2 * row] ?? 0);
    dates[row] = Number.isSafeInteger(tick) ? new Date(Math.floor(tick / perMillisecond)) : dateOfTick(values[row] ?? 0n, perMillisecond);
  }
  return dates;
}

/** A time of day, given in parts of a second, as `23:59:59` with as many digits behind it as the unit has, if any of them counts. */
export function clockText(value: bigint, perSecond: bigint): string {
  const seconds = Number(value / perSecond);
  const two = (part: number): string => String(Math.trunc(part)).padStart(2, '0');
  const fraction = value % perSecond === 0n ? '' : `.${String(value % perSecond).padStart(String(perSecond).length - 1, '0')}`;
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${fraction}`;
}

/** A decimal with all of its digits. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
