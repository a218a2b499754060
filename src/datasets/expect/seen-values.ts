import { stringifyTagged } from '../../core/index.js';

/** A Set of V8 holds at most 2^24 values. */
const MOST_IN_SET = 1 << 23;

/** Values that were seen: all of them, so memory grows with their number. */
export class SeenValues {
  readonly #sets: Set<unknown>[] = [new Set()];

  /** False when it was there already. */
  add(value: unknown): boolean {
    const key = keyOf(value);
    if (this.#sets.some((set) => set.has(key))) return false;
    let last = this.#sets.at(-1);
    if (!last || last.size >= MOST_IN_SET) this.#sets.push((last = new Set()));
    last.add(key);
    return true;
  }
}

/** A primitive that is the same for equal values. */
export function keyOf(value: unknown): unknown {
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return typeof value === 'object' && value !== null ? stringifyTagged(value) : value;
}
