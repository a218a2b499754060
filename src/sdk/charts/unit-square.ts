import type { ChartSpec } from '../log-options.js';
import { frame, QUIET } from './frame.js';
import { drawnNote, evenly } from './large.js';

/** Lines in the square from 0 to 1: what ROC, precision-recall and calibration have in common. */
export interface UnitSquare {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly curves: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
  /** What a guess would give: two ends of a dashed line. */
  readonly guess?: readonly [readonly [number, number], readonly [number, number]];
  readonly mark: Readonly<Record<string, unknown>>;
}

// More points than pixels show nothing more.
const MOST_POINTS = 1000;

/** A line per curve, in the order of its points. */
export function unitSquare({ title, xTitle, yTitle, curves, guess, mark }: UnitSquare): ChartSpec {
  const names = curves.map(({ name }) => name);
  const values = curves.flatMap(({ name, points }) => evenly(points, MOST_POINTS).map(([x, y], order) => ({ curve: name, x, y, order })));
  const all = curves.reduce((sum, { points }) => sum + points.length, 0);
  const scale = { domain: [0, 1] };
  return {
    ...frame(title, { width: 360, height: 360, legend: names, note: drawnNote(values.length, all, 'points') }),
    layer: [
      ...(guess === undefined ? [] : [guessLine(guess)]),
      {
        data: { values },
        mark,
        encoding: {
          x: { field: 'x', type: 'quantitative', title: xTitle, scale },
          y: { field: 'y', type: 'quantitative', title: yTitle, scale },
          color: { field: 'curve', type: 'nominal', title: null, sort: names },
          // As they come: sorted by x, the upright parts of a curve would zigzag.
          order: { field: 'order', type: 'quantitative' },
          tooltip: [
            { field: 'curve', type: 'nominal', title: 'curve' },
            { field: 'x', type: 'quantitative', title: xTitle, format: '.3f' },
            { field: 'y', type: 'quantitative', title: yTitle, format: '.3f' },
          ],
        },
      },
    ],
  };
}

function guessLine(ends: readonly (readonly [number, number])[]) {
  return {
    data: { values: ends.map(([x, y]) => ({ x, y })) },
    mark: { type: 'line', strokeDash: [4, 4], color: QUIET, strokeWidth: 1 },
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  };
}
