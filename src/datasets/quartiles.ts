/** The 25, 50 and 75 % quantiles. */
export type Quartiles = readonly [number, number, number];

/**
 * Quartiles with linear interpolation between neighbours, as pandas and numpy have them by default.
 *
 * @param values - at least one, without NaN. Their order changes: they are partitioned in place, which is several times faster than sorting.
 */
export function quartiles(values: Float64Array): Quartiles {
  let left = 0;
  const next = (fraction: number) => {
    const position = fraction * (values.length - 1);
    const below = Math.floor(position);
    select(values, below, left, values.length - 1);
    // All before `below` is smaller now, so the next search starts there.
    left = below;
    return between(values[below] ?? NaN, smallestAfter(values, below), position - below);
  };
  return [next(0.25), next(0.5), next(0.75)];
}

// numpy's formula: from the nearer end, so that the far end is met exactly. An infinite neighbour without a share has no say.
function between(low: number, high: number, share: number): number {
  if (share === 0 || low === high) return low;
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

function smallestAfter(values: Float64Array, position: number): number {
  let smallest = values[position + 1] ?? values[position] ?? NaN;
  for (let i = position + 2; i < values.length; i++) {
    const value = values[i] as number;
    if (value < smallest) smallest = value;
  }
  return smallest;
}

/**
 * Puts the value that sorting would put at `k` there, smaller ones before it, larger ones behind (Floyd and Rivest, 1975): a
 * sample of a long range is searched first, so that the pivot is very near.
 */
function select(values: Float64Array, k: number, from: number, to: number): void {
  let left = from;
  let right = to;
  while (right > left) {
    if (right - left > 600) {
      const size = right - left + 1;
      const rank = k - left + 1;
      const log = Math.log(size);
      const sample = 0.5 * Math.exp((2 * log) / 3);
      const spread = 0.5 * Math.sqrt((log * sample * (size - sample)) / size) * Math.sign(rank - size / 2);
      const low = Math.max(left, Math.floor(k - (rank * sample) / size + spread));
      const high = Math.min(right, Math.floor(k + ((size - rank) * sample) / size + spread));
      select(values, k, low, high);
    }
    const [last, first] = partition(values, values[k] as number, left, right);
    if (k <= last) right = last;
    else if (k >= first) left = first;
    else return;
  }
}

/** Splits a range: up to `last` nothing is larger than the pivot, from `first` on nothing is smaller, between them all equal it. */
function partition(values: Float64Array, pivot: number, left: number, right: number): readonly [last: number, first: number] {
  let i = left;
  let j = right;
  while (i <= j) {
    while ((values[i] as number) < pivot) i++;
    while ((values[j] as number) > pivot) j--;
    if (i > j) break;
    const swapped = values[i] as number;
    values[i++] = values[j] as number;
    values[j--] = swapped;
  }
  return [j, i];
}
