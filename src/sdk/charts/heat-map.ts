import { InvalidArgumentError } from '../../core/index.js';
import type { ChartSpec } from '../log-options.js';
import { finite, frame } from './frame.js';
import { count, MOST_ROWS } from './large.js';

/** A matrix of numbers. */
export interface HeatMapInput {
  readonly title: string;
  /** The columns, from left to right. */
  readonly x: readonly string[];
  /** The rows, from top to bottom. */
  readonly y: readonly string[];
  /** `values[row][column]`; what is no number is left blank. */
  readonly values: readonly ArrayLike<number | null>[];
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** What the numbers are. Default `value`. */
  readonly valueTitle?: string;
  /** Of the numbers in the cells, in d3's notation. Default `.2~f`. */
  readonly format?: string;
}

const MOST_WRITTEN = 200;
const MOST_NAMED = 40;

/** A coloured cell per value; with values below and above zero, two colours apart at zero. The values stand in the cells while there is room. Large matrices are averaged in blocks, with a note. @throws {InvalidArgumentError} when the values do not fit the labels. */
export function heatMap(input: HeatMapInput): ChartSpec {
  const { title, xTitle = null, yTitle = null, valueTitle = 'value', format = '.2~f' } = input;
  checkShape(input);
  const { x, y, cells, note } = inBlocks(input);
  const numbers = cells.flatMap(({ value }) => value ?? []);
  const [low, high] = numbers.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const isDiverging = low < 0 && high > 0;
  const reach = Math.max(-low, high);
  const scale = isDiverging ? { scheme: 'blueorange', domain: [-reach, reach] } : { scheme: 'blues' };
  // Light text on the dark ends of the scale.
  const dark = isDiverging ? `abs(datum.value) > ${0.6 * reach}` : `datum.value > ${low + 0.55 * (high - low)}`;
  const side = (length: number) => Math.max(160, Math.min(520, length * 58));
  return {
    ...frame(title, { width: side(x.length), height: side(y.length), note }),
    data: { values: cells },
    encoding: {
      x: {
        field: 'x',
        type: 'nominal',
        title: xTitle,
        sort: x,
        axis: { labelAngle: x.length > 6 ? -45 : 0, labelOverlap: x.length > MOST_NAMED },
      },
      y: { field: 'y', type: 'nominal', title: yTitle, sort: y, axis: { labelOverlap: y.length > MOST_NAMED } },
    },
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          color: { field: 'value', type: 'quantitative', title: valueTitle, scale, legend: { orient: 'right', gradientLength: 140 } },
          tooltip: [
            { field: 'y', type: 'nominal', title: yTitle ?? 'row' },
            { field: 'x', type: 'nominal', title: xTitle ?? 'column' },
            { field: 'value', type: 'quantitative', title: valueTitle },
          ],
        },
      },
      ...(cells.length > MOST_WRITTEN
        ? []
        : [
            {
              mark: { type: 'text', fontSize: 11 },
              encoding: {
                text: { field: 'value', type: 'quantitative', format },
                color: { condition: { test: dark, value: '#ffffff' }, value: '#14212b' },
              },
            },
          ]),
    ],
  };
}

interface Cell {
  readonly x: string;
  readonly y: string;
  readonly value: number | null;
}

function checkShape({ title, x, y, values }: HeatMapInput): void {
  const wrong = values.findIndex((row) => row.length !== x.length);
  if (values.length === y.length && wrong < 0) return;
  const found =
    values.length === y.length ? `row ${wrong} has ${values[wrong]?.length} values` : `there are ${values.length} rows of values`;
  throw new InvalidArgumentError(
    `Heat map ${JSON.stringify(title)}: the values are of unequal length: ${found}, and there are ${y.length} row and ${x.length} column labels.`,
  );
}

function inBlocks({ x, y, values }: HeatMapInput): { x: readonly string[]; y: readonly string[]; cells: Cell[]; note: string | undefined } {
  // Blocks as square as can be, and no more of them than rows in any other chart.
  const size = Math.ceil(Math.sqrt((x.length * y.length) / MOST_ROWS));
  const starts = (labels: readonly string[]) => labels.map((_, index) => index).filter((index) => index % Math.max(1, size) === 0);
  const name = (labels: readonly string[], from: number) => labels[from] ?? '';
  const cells = starts(y).flatMap((row) =>
    starts(x).map((column) => ({
      x: name(x, column),
      y: name(y, row),
      value: mean(values.slice(row, row + Math.max(1, size)), column, size),
    })),
  );
  return {
    x: starts(x).map((column) => name(x, column)),
    y: starts(y).map((row) => name(y, row)),
    cells,
    note: size > 1 ? `Each cell is the mean of ${size} × ${size}, of ${count(x.length)} × ${count(y.length)} values` : undefined,
  };
}

function mean(rows: readonly ArrayLike<number | null>[], from: number, size: number): number | null {
  const numbers = rows.flatMap((row) => Array.from({ length: Math.max(1, size) }, (_, offset) => finite(row[from + offset]) ?? []).flat());
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
