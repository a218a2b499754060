import { isoTimes } from '../../../core/index.js';
import type { MetricPoint } from '../../../core/index.js';
import type { MetricSeries } from '../../metric-series.js';

/** The points of series, one after the other. */
export function pointsOf(series: readonly MetricSeries[]): readonly MetricPoint[] {
  return series.flatMap(({ key, steps, values, times }) => {
    const printed = isoTimes(times);
    return Array.from(steps, (step, index) => ({ key, step, value: values[index] ?? NaN, time: printed[index] ?? '' }));
  });
}
