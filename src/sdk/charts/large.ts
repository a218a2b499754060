/** So many rows are kept in a chart; what has more is binned or sampled, with a note. */
export const MOST_ROWS = 5000;

/** At most `limit` items, evenly taken from the first to the last. The same items every time. */
export function evenly<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  const step = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => items[Math.round(index * step)] as T);
}

/**
 * At most about `limit` points of a line that look like all of them: the lowest and the highest of each stretch, and both ends.
 * Points without a number are gaps, and stay where a stretch has nothing else.
 */
export function outline<T>(points: readonly T[], valueOf: (point: T) => number | null, limit: number): readonly T[] {
  if (points.length <= limit) return points;
  const stretch = Math.ceil((points.length * 2) / limit);
  const kept = new Set<T | undefined>([points[0], points.at(-1)]);
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    const known = part.filter((point) => valueOf(point) !== null);
    kept.add(part.length > known.length && known.length === 0 ? part[0] : undefined);
    kept.add(extreme(known, (point) => -(valueOf(point) ?? 0)));
    kept.add(extreme(known, (point) => valueOf(point) ?? 0));
  }
  return points.filter((point) => kept.has(point));
}

/** `5,000 of 120,000 points are drawn`, or undefined when all are. */
export function drawnNote(drawn: number, all: number, what: string): string | undefined {
  return drawn === all ? undefined : `${count(drawn)} of ${count(all)} ${what} are drawn`;
}

/** A whole number with thousands apart. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function extreme<T>(items: readonly T[], weigh: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>((best, item) => (best === undefined || weigh(item) > weigh(best) ? item : best), undefined);
}
