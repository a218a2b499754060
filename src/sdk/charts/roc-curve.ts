import type { ChartSpec } from '../log-options.js';
import { frame } from './frame.js';

/** One classifier's curve. */
export interface RocCurve {
  readonly label: string;
  /** In the order of the threshold; `fpr` and `tpr` from 0 to 1. */
  readonly points: readonly { readonly fpr: number; readonly tpr: number }[];
  /** Area under the curve; shown with the label when given. */
  readonly auc?: number;
}

/** Curves to compare. */
export interface RocCurveInput {
  readonly title: string;
  readonly curves: readonly RocCurve[];
}

/** True over false positive rate, a line per curve, with the diagonal of a guess. */
export function rocCurve(input: RocCurveInput): ChartSpec {
  const names = input.curves.map(({ label, auc }) => (auc === undefined ? label : `${label} (AUC ${auc.toFixed(3)})`));
  const values = input.curves.flatMap((curve, index) =>
    curve.points.map(({ fpr, tpr }, order) => ({ curve: names[index] ?? '', fpr, tpr, order })),
  );
  const rate = { domain: [0, 1] };
  return {
    ...frame(input.title, 360),
    width: 360,
    layer: [
      {
        data: {
          values: [
            { fpr: 0, tpr: 0 },
            { fpr: 1, tpr: 1 },
          ],
        },
        mark: { type: 'line', strokeDash: [4, 4], color: '#8a949c', strokeWidth: 1 },
        encoding: { x: { field: 'fpr', type: 'quantitative' }, y: { field: 'tpr', type: 'quantitative' } },
      },
      {
        data: { values },
        mark: { type: 'line' },
        encoding: {
          x: { field: 'fpr', type: 'quantitative', title: 'false positive rate', scale: rate },
          y: { field: 'tpr', type: 'quantitative', title: 'true positive rate', scale: rate },
          color: { field: 'curve', type: 'nominal', title: null, sort: names },
          // By threshold: sorted by x, the upright parts of a curve would zigzag.
          order: { field: 'order', type: 'quantitative' },
          tooltip: [
            { field: 'curve', type: 'nominal', title: 'curve' },
            { field: 'fpr', type: 'quantitative', title: 'false positive rate', format: '.3f' },
            { field: 'tpr', type: 'quantitative', title: 'true positive rate', format: '.3f' },
          ],
        },
      },
    ],
  };
}
