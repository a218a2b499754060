/** At most about `limit` points that draw the same line: the lowest and the highest of each stretch, and both ends. */
export function thinOut<Point extends { readonly value: number }>(points: readonly Point[], limit: number): readonly Point[] {
  const kept = thinPlaces(
    points.map(({ value }) => value),
    limit,
  );
  return kept === undefined ? points : points.filter((_, place) => kept.has(place));
}

/** Where those points are in a series of these values; undefined when it is short enough to be kept whole. */
export function thinPlaces(values: readonly number[], limit: number): ReadonlySet<number> | undefined {
  if (values.length <= limit) return undefined;
  const stretch = Math.ceil((values.length * 2) / limit);
  const kept = new Set([0, values.length - 1]);
  for (let from = 0; from < values.length; from += stretch) {
    let low = from;
    let high = from;
    for (const [offset, value] of values.slice(from, from + stretch).entries()) {
      if (value < (values[low] ?? NaN)) low = from + offset;
      if (value > (values[high] ?? NaN)) high = from + offset;
    }
    kept.add(low).add(high);
  }
  return kept;
}
