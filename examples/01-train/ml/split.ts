/** How {@link stratifiedSplit} splits. */
export interface SplitOptions<T> {
  /** The class of a row; every class keeps its share on both sides. */
  readonly by: (row: T) => string;
  /** Between 0 and 1. */
  readonly testFraction: number;
  /** The same seed gives the same split. */
  readonly seed: number;
}

/** Splits rows into two parts, class by class. Rows keep their order. */
export function stratifiedSplit<T>(rows: readonly T[], { by, testFraction, seed }: SplitOptions<T>): { train: T[]; test: T[] } {
  const random = seededRandom(seed);
  const inTest = new Set<T>();
  for (const members of groupBy(rows, by).values()) {
    const count = Math.round(members.length * testFraction);
    for (const row of shuffled(members, random).slice(0, count)) inTest.add(row);
  }
  return { train: rows.filter((row) => !inTest.has(row)), test: rows.filter((row) => inTest.has(row)) };
}

function groupBy<T>(rows: readonly T[], by: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), row]);
  return groups;
}

// Sorting by a random number per row is a fair shuffle, and easier to read than swapping in place.
function shuffled<T>(rows: readonly T[], random: () => number): T[] {
  return rows
    .map((row) => ({ row, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ row }) => row);
}

// Math.random cannot be seeded, and a retried step has to make the same split again. A counter is scrambled by multiplications, which
// carry low bits up, and shifts, which carry high bits down, so that neighbouring seeds have nothing in common.
function seededRandom(seed: number): () => number {
  let counter = seed;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let bits = Math.imul(counter ^ (counter >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
}
