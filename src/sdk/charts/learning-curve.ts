import type { ChartSpec } from '../log-options.js';
import { finite, frame } from './frame.js';

/** Points of one or more metric series. */
export interface LearningCurveInput {
  readonly title: string;
  readonly points: readonly { readonly step: number; readonly metric: string; readonly value: number }[];
}

/** A line per metric over its steps. A value that is not finite leaves a gap. */
export function learningCurve(input: LearningCurveInput): ChartSpec {
  const values = input.points.map(({ step, metric, value }) => ({ step, metric, value: finite(value) }));
  const metrics = [...new Set(values.map((point) => point.metric))];
  const [only] = metrics;
  const yTitle = metrics.length === 1 && only !== undefined ? only : 'value';
  return {
    ...frame(input.title),
    data: { values },
    mark: { type: 'line', point: values.length <= 60 * metrics.length },
    encoding: {
      x: { field: 'step', type: 'quantitative', title: 'step', scale: { zero: false }, axis: { tickMinStep: 1, format: ',d' } },
      y: { field: 'value', type: 'quantitative', title: yTitle, scale: { zero: false } },
      color: { field: 'metric', type: 'nominal', title: null, sort: metrics, legend: metrics.length > 1 ? {} : null },
      tooltip: [
        { field: 'metric', type: 'nominal', title: 'metric' },
        { field: 'step', type: 'quantitative', title: 'step' },
        { field: 'value', type: 'quantitative', title: 'value' },
      ],
    },
  };
}
