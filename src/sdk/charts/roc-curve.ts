import type { ChartSpec } from '../log-options.js';
import { areaUnder, rocPoints } from './scores.js';
import type { Scored } from './scores.js';
import { unitSquare } from './unit-square.js';

/** One classifier's curve: scores to compute it from, or points that are there already. */
export type RocCurve = { readonly label: string } & (
  | Scored
  | {
      /** In the order of the threshold; `fpr` and `tpr` from 0 to 1. */
      readonly points: readonly { readonly fpr: number; readonly tpr: number }[];
      /** Shown with the label. Default: not shown. */
      readonly auc?: number;
    }
);

/** Curves to compare. */
export interface RocCurveInput {
  readonly title: string;
  readonly curves: readonly RocCurve[];
}

/** True over false positive rate, a line per curve, with the diagonal of a guess. The area under a curve that is computed here stands in its label. @throws as `rocPoints` does. */
export function rocCurve(input: RocCurveInput): ChartSpec {
  const curves = input.curves.map((curve) => {
    const points = 'points' in curve ? curve.points : rocPoints(curve);
    const auc = 'points' in curve ? curve.auc : areaUnder(points);
    return {
      name: auc === undefined ? curve.label : `${curve.label} (AUC ${auc.toFixed(3)})`,
      points: points.map(({ fpr, tpr }) => [fpr, tpr] as const),
    };
  });
  return unitSquare({
    title: input.title,
    xTitle: 'false positive rate',
    yTitle: 'true positive rate',
    curves,
    guess: [
      [0, 0],
      [1, 1],
    ],
    mark: { type: 'line' },
  });
}
