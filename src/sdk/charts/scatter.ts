import type { ChartSpec } from '../log-options.js';
import { finite, frame } from './frame.js';
import { count, drawnNote, evenly, MOST_ROWS } from './large.js';

/** Points in a plane. */
export interface ScatterPlotInput {
  readonly title: string;
  /** A `group` gives colour and shape. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly group?: string }[];
  /** Default `x` and `y`. */
  readonly xTitle?: string;
  readonly yTitle?: string;
}

/**
 * A mark per point. Points with a coordinate that is not finite are not drawn. More than 5,000 points are counted in cells; those with groups, which would
 * be lost in that, are sampled evenly. Either way a note says so.
 */
export function scatterPlot(input: ScatterPlotInput): ChartSpec {
  const { title, xTitle = 'x', yTitle = 'y' } = input;
  const groups = [...new Set(input.points.flatMap((point) => point.group ?? []))];
  if (groups.length === 0 && input.points.length > MOST_ROWS) return density(input);
  const drawn = evenly(input.points, MOST_ROWS);
  const values = drawn.map(({ x, y, group }) => ({ x: finite(x), y: finite(y), group: group ?? '' }));
  const byGroup = { field: 'group', type: 'nominal', title: null, sort: groups, legend: groups.length > 0 ? {} : null };
  return {
    ...frame(title, { height: 320, legend: groups, note: drawnNote(drawn.length, input.points.length, 'points') }),
    data: { values },
    mark: { type: 'point', filled: true, opacity: drawn.length > 1000 ? 0.4 : 0.7, size: drawn.length > 1000 ? 20 : 45 },
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

const [ACROSS, UP] = [60, 45];

function density({ title, points, xTitle = 'x', yTitle = 'y' }: ScatterPlotInput): ChartSpec {
  const known = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const [x0, dx] = grid(known, ({ x }) => x, ACROSS);
  const [y0, dy] = grid(known, ({ y }) => y, UP);
  const counts = new Map<number, number>();
  for (const { x, y } of known) {
    const cell = Math.min(ACROSS - 1, Math.floor((x - x0) / dx)) * UP + Math.min(UP - 1, Math.floor((y - y0) / dy));
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const values = [...counts].map(([cell, n]) => {
    const [left, low] = [x0 + Math.floor(cell / UP) * dx, y0 + (cell % UP) * dy];
    return { x: left, x2: left + dx, y: low, y2: low + dy, count: n };
  });
  return {
    ...frame(title, { height: 320, note: `${count(points.length)} points, counted in ${ACROSS} × ${UP} cells` }),
    data: { values },
    mark: { type: 'rect' },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: xTitle, bin: 'binned', axis: { tickCount: 8 }, scale: { zero: false } },
      x2: { field: 'x2' },
      y: { field: 'y', type: 'quantitative', title: yTitle, bin: 'binned', axis: { tickCount: 8 }, scale: { zero: false } },
      y2: { field: 'y2' },
      color: {
        field: 'count',
        type: 'quantitative',
        title: 'points',
        scale: { type: 'log', scheme: 'blues' },
        legend: { orient: 'right', gradientLength: 140, tickCount: 4 },
      },
      tooltip: [{ field: 'count', type: 'quantitative', title: 'points', format: ',' }],
    },
  };
}

function grid<T>(points: readonly T[], of: (point: T) => number, cells: number): readonly [from: number, step: number] {
  const [low, high] = points.reduce(([a, b], point) => [Math.min(a, of(point)), Math.max(b, of(point))], [Infinity, -Infinity]);
  return low < high ? [low, (high - low) / cells] : [low - 0.5, 1 / cells];
}
