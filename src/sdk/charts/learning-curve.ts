import type { ChartSpec } from '../log-options.js';
import { finite, frame } from './frame.js';
import { drawnNote, MOST_ROWS, outline } from './large.js';

/** Points of one or more metric series. What `run.metrics()` gives can be passed as it is. */
export interface LearningCurveInput {
  readonly title: string;
  /** The series is named by `metric`, or by `key` as in a record of the tracking store. */
  readonly points: readonly ({ readonly step: number; readonly value: number } & (
    | { readonly metric: string }
    | { readonly key: string }
  ))[];
}

/** A line per metric over its steps. A value that is not finite leaves a gap. Beyond 5,000 points the lowest and the highest of each stretch are drawn, with a note. */
export function learningCurve(input: LearningCurveInput): ChartSpec {
  const series = new Map<string, { step: number; metric: string; value: number | null }[]>();
  for (const point of input.points) {
    const metric = 'metric' in point ? point.metric : point.key;
    const points = series.get(metric) ?? [];
    series.set(metric, points);
    points.push({ step: point.step, metric, value: finite(point.value) });
  }
  const metrics = [...series.keys()];
  const values = [...series.values()].flatMap((points) =>
    outline(
      points.sort((a, b) => a.step - b.step),
      ({ value }) => value,
      Math.floor(MOST_ROWS / metrics.length),
    ),
  );
  const [only] = metrics;
  const yTitle = metrics.length === 1 && only !== undefined ? only : 'value';
  return {
    ...frame(input.title, { legend: metrics, note: drawnNote(values.length, input.points.length, 'points') }),
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
