import type { ChartSpec } from '../log-options.js';
import { averagePrecision, precisionRecallPoints } from './scores.js';
import type { Scored } from './scores.js';
import { unitSquare } from './unit-square.js';

/** Classifiers to compare, by their scores. */
export interface PrecisionRecallCurveInput {
  readonly title: string;
  readonly curves: readonly (Scored & { readonly label: string })[];
}

/** Precision over recall, a step line per curve, with its average precision in its label; dashed, the precision of a guess for the first curve's examples. @throws as `rocPoints` does. */
export function precisionRecallCurve(input: PrecisionRecallCurveInput): ChartSpec {
  const curves = input.curves.map((curve) => {
    const points = precisionRecallPoints(curve);
    return {
      name: `${curve.label} (AP ${averagePrecision(points).toFixed(3)})`,
      points: points.map(({ recall, precision }) => [recall, precision] as const),
    };
  });
  const [first] = input.curves;
  const positive = first === undefined ? 0 : Array.from(first.actual, Number).reduce((sum, each) => sum + each, 0) / first.actual.length;
  return unitSquare({
    title: input.title,
    xTitle: 'recall',
    yTitle: 'precision',
    curves,
    guess: [
      [0, positive],
      [1, positive],
    ],
    // A step before its point, as average precision counts it.
    mark: { type: 'line', interpolate: 'step-before' },
  });
}
