import type { ChartSpec } from '../log-options.js';
import { brierScore, calibrationPoints } from './scores.js';
import type { CalibrationOptions, Scored } from './scores.js';
import { unitSquare } from './unit-square.js';

/** Classifiers to compare; their scores are probabilities from 0 to 1. */
export interface CalibrationCurveInput extends CalibrationOptions {
  readonly title: string;
  readonly curves: readonly (Scored & { readonly label: string })[];
}

/** The share of positive examples over the mean predicted probability, a point per bin, with each classifier's Brier score in its label. @throws as `calibrationPoints` does. */
export function calibrationCurve({ title, curves, ...options }: CalibrationCurveInput): ChartSpec {
  return unitSquare({
    title,
    xTitle: 'mean predicted probability',
    yTitle: 'share of positives',
    curves: curves.map((curve) => ({
      name: `${curve.label} (Brier ${brierScore(curve).toFixed(3)})`,
      points: calibrationPoints(curve, options).map(({ predicted, actual }) => [predicted, actual] as const),
    })),
    guess: [
      [0, 0],
      [1, 1],
    ],
    mark: { type: 'line', point: { size: 45 } },
  });
}
