/**
 * Up to `capacity` numbers out of all that came, each with the same chance: a reservoir whose replacements are drawn by their distance, so that numbers
 * that are not taken cost nothing (algorithm L: Li, "Reservoir-sampling algorithms of time complexity O(n(1 + log(N/n)))", 1994). Chosen over a sketch because
 * one sample serves quartiles and histogram alike: with 100,000 numbers the standard error of a quartile is 0.14 % of the rows, and below it all is exact.
 *
 * The same numbers in the same order give the same sample.
 */
export class RowSample {
  readonly #capacity: number;
  readonly #random = seeded(20_240_229);
  #parts: Float64Array[] = [];
  #kept = 0;
  #seen = 0;
  #weight = 1;
  /** How many have to come until one is taken. */
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @param values - kept as they are while there is room: nobody may change them. */
  add(values: Float64Array): void {
    const room = this.#capacity - this.#kept;
    if (room > 0) this.#keep(values.subarray(0, room));
    this.#replace(values, Math.max(0, Math.min(room, values.length)));
    this.#seen += values.length;
  }

  #keep(values: Float64Array): void {
    this.#parts.push(values);
    this.#kept += values.length;
    if (this.#kept < this.#capacity) return;
    // From here on places are written to.
    this.#parts = [joined(this.#parts, this.#kept)];
    this.#skip(this.#capacity - 1);
  }

  #replace(values: Float64Array, from: number): void {
    const [sample] = this.#parts;
    if (!sample || this.#kept < this.#capacity || from === values.length) return;
    for (; this.#next < this.#seen + values.length; this.#skip(this.#next)) {
      sample[Math.floor(this.#random() * this.#capacity)] = values[this.#next - this.#seen] as number;
    }
  }

  #skip(last: number): void {
    this.#weight *= this.#random() ** (1 / this.#capacity);
    this.#next = last + Math.floor(Math.log(this.#random()) / Math.log1p(-this.#weight)) + 1;
  }

  /** The sample, to be used up: a copy is not made where it can be avoided. */
  values(): Float64Array {
    return joined(this.#parts, this.#kept);
  }
}

function joined(parts: readonly Float64Array[], length: number): Float64Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const all = new Float64Array(length);
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

/** Numbers in (0, 1): the generator mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}
