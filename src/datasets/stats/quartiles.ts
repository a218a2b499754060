/** The 25, 50 and 75 % quantiles. */
export type Quartiles = readonly [number, number, number];

/**
 * Quartiles with linear interpolation between neighbours, as pandas and numpy have them by default.
 *
 * @param values - at least one, without NaN. Their order changes: they are partitioned in place, which is several times faster than sorting.
 */
export function quartiles(values: Float64Array): Quartiles {
  let sorted = 0;
  const next = (fraction: number) => {
    const position = fraction * (values.length - 1);
    const below = Math.floor(position);
    // What was found before has nothing larger before it, so the search starts there.
    select(values.subarray(sorted), below - sorted);
    sorted = below;
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
 * Puts the value that sorting would put at `k` there, smaller ones before it, larger ones behind (Floyd and Rivest, 1975): in a
 * long range a sample is searched first, so that the pivot is very near.
 */
function select(values: Float64Array, k: number): void {
  let range = values;
  let rank = k;
  while (range.length > 1) {
    if (range.length > 600) selectInSample(range, rank);
    const [last, first] = partition(range, range[rank] as number);
    if (rank > last && rank < first) return;
    if (rank <= last) {
      range = range.subarray(0, last + 1);
    } else {
      range = range.subarray(first);
      rank -= first;
    }
  }
}

function selectInSample(values: Float64Array, rank: number): void {
  const size = values.length;
  const log = Math.log(size);
  const sample = 0.5 * Math.exp((2 * log) / 3);
  const spread = 0.5 * Math.sqrt((log * sample * (size - sample)) / size) * Math.sign(rank - size / 2);
  const low = Math.max(0, Math.floor(rank - (rank * sample) / size + spread));
  const high = Math.min(size - 1, Math.floor(rank + ((size - rank) * sample) / size + spread));
  select(values.subarray(low, high + 1), rank - low);
}

/** Splits values: up to `last` nothing is larger than the pivot, from `first` on nothing is smaller, between them all equal it. */
function partition(values: Float64Array, pivot: number): readonly [last: number, first: number] {
  let i = 0;
  let j = values.length - 1;
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
