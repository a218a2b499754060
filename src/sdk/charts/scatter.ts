import type { ChartSpec } from '../log-options.js';
import { finite, frame } from './frame.js';

/** Points in a plane. */
export interface ScatterPlotInput {
  readonly title: string;
  /** A `group` gives colour and shape. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly group?: string }[];
  /** Default `x` and `y`. */
  readonly xTitle?: string;
  readonly yTitle?: string;
}

/** A mark per point. Points with a coordinate that is not finite are not drawn. */
export function scatterPlot(input: ScatterPlotInput): ChartSpec {
  const { xTitle = 'x', yTitle = 'y' } = input;
  const groups = [...new Set(input.points.flatMap((point) => point.group ?? []))];
  const values = input.points.map(({ x, y, group }) => ({ x: finite(x), y: finite(y), group: group ?? '' }));
  const byGroup = { field: 'group', type: 'nominal', title: null, sort: groups, legend: groups.length > 0 ? {} : null };
  return {
    ...frame(input.title, 320),
    data: { values },
    mark: { type: 'point', filled: true, opacity: 0.7, size: 45 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: xTitle, scale: { zero: false } },
      y: { field: 'y', type: 'quantitative', title: yTitle, scale: { zero: false } },
      color: byGroup,
      shape: byGroup,
      tooltip: [
        { field: 'x', type: 'quantitative', title: xTitle },
        { field: 'y', type: 'quantitative', title: yTitle },
        ...(groups.length > 0 ? [{ field: 'group', type: 'nominal', title: 'group' }] : []),
      ],
    },
  };
}
