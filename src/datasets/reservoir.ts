import { InvalidArgumentError } from '../core/index.js';

/**
 * Chooses `size` rows of a stream of unknown length, each with the same probability (Li's algorithm L, 1994: it knows how many rows to skip, and so draws about
 * size · log(rows / size) numbers instead of one a row). Which rows does not depend on how they come.
 */
export class Reservoir {
  /** The next row that is chosen, from 0. */
  next = 0;
  readonly #size: number;
  readonly #random: () => number;
  #weight = 1;

  /** `random` gives numbers between 0 and 1, neither included. */
  constructor(size: number, random: () => number) {
    this.#size = size;
    this.#random = random;
    if (size === 0) this.next = Infinity;
  }

  /** Takes the row `next`. Gives the place that it has in the reservoir: who had it before is out. */
  take(): number {
    const row = this.next;
    if (row < this.#size - 1) return this.next++;
    const place = row < this.#size ? row : Math.floor(this.#random() * this.#size);
    this.#weight *= this.#random() ** (1 / this.#size);
    this.next += Math.floor(Math.log(this.#random()) / Math.log1p(-this.#weight)) + 1;
    return place;
  }
}

/** Numbers between 0 and 1, neither included; the same for the same seed (sfc32, with 53 bits of two draws). @throws {InvalidArgumentError} for no integer. */
export function randomFrom(seed: number): () => number {
  if (!Number.isSafeInteger(seed)) throw new InvalidArgumentError(`A seed is an integer, not ${String(seed)}.`);
  const state = Uint32Array.of(seed, Math.floor(seed / 2 ** 32), 0x9e3779b9, 1);
  const draw = (): number => {
    const [a = 0, b = 0, c = 0, counter = 0] = state;
    const result = (a + b + counter) >>> 0;
    state[3] = counter + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + result;
    return result;
  };
  // So that seeds that differ little do not begin alike.
  for (let round = 0; round < 12; round++) draw();
  return () => ((draw() >>> 5) * 2 ** 26 + (draw() >>> 6) + 0.5) / 2 ** 53;
}
