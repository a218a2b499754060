import type { z } from '@hono/zod-openapi';
import { isoTimes, toTagged } from '../core/index.js';
import type { MetricPoint } from '../core/index.js';
import { thinPlaces } from '../render/index.js';
import type { MetricSeries } from '../tracking/index.js';
import type { Series } from './wire/run.js';

type OnWire = z.infer<typeof Series>;

/** The series, thinned out to about `limit` points each. */
export function seriesOnWire(series: readonly MetricSeries[], limit: number): OnWire[] {
  return series.map((whole) => {
    const kept = thinPlaces(whole.values, limit);
    const thin = (column: readonly number[]) => (kept === undefined ? [...column] : column.filter((_, place) => kept.has(place)));
    return {
      key: whole.key,
      count: whole.steps.length,
      steps: thin(whole.steps),
      values: thin(whole.values).map(numberOnWire),
      times: isoTimes(thin(whole.times)),
    };
  });
}

/** Points in the order of their keys, as series. */
export function pointsOnWire(points: readonly MetricPoint[]): OnWire[] {
  const byKey = new Map<string, OnWire>();
  for (const { key, step, value, time } of points) {
    const series = byKey.get(key) ?? { key, count: 0, steps: [], values: [], times: [] };
    byKey.set(key, series);
    series.count = series.steps.push(step);
    series.values.push(numberOnWire(value));
    series.times.push(time);
  }
  return [...byKey.values()];
}

function numberOnWire(value: number): OnWire['values'][number] {
  return toTagged(value) as OnWire['values'][number];
}
