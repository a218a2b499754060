import type { MetricPoint } from '../../core/index.js';

/** At most about `limit` points that draw the same line: the lowest and the highest of each stretch, and both ends. */
export function thinOut(points: readonly MetricPoint[], limit: number): readonly MetricPoint[] {
  if (points.length <= limit) return points;
  const stretch = Math.ceil((points.length * 2) / limit);
  const kept = new Set([points[0], points.at(-1)]);
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    kept.add(part.reduce((low, point) => (point.value < low.value ? point : low)));
    kept.add(part.reduce((high, point) => (point.value > high.value ? point : high)));
  }
  return points.filter((point) => kept.has(point));
}
