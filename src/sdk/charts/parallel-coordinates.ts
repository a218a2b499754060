import type { Json } from '../../core/index.js';
import type { ChartSpec } from '../log-options.js';
import { finite, frame, QUIET } from './frame.js';
import { drawnNote, evenly } from './large.js';

/** Rows to compare in many columns, such as the runs of a search. */
export interface ParallelCoordinatesInput {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, Json | undefined>>[];
  /** The axes, from left to right. Default: every column of the first row. */
  readonly columns?: readonly string[];
  /** The column that gives the colour, such as the result of the search. Default: the last. */
  readonly colorBy?: string;
}

interface Axis {
  readonly column: string;
  /** From 0, at the bottom, to 1. */
  readonly place: (value: Json | undefined) => number | null;
  readonly ticks: readonly { readonly place: number; readonly label: string; readonly side: keyof typeof LABELS }[];
}

const MOST_LINES = 500;
// Numbers stand at the ends of their axis, where no line crosses them; anything else beside it.
const LABELS = {
  above: { color: QUIET, dy: -9 },
  below: { color: QUIET, dy: 11 },
  beside: { align: 'left', dx: 6, fontWeight: 600 },
} as const;

/** A line per row across an axis per column: numbers from the column's smallest to its largest, anything else in the order it comes. Beyond 500 rows an even sample is drawn, with a note. */
export function parallelCoordinates(input: ParallelCoordinatesInput): ChartSpec {
  const { title, rows } = input;
  const columns = input.columns ?? Object.keys(rows[0] ?? {});
  const colorBy = input.colorBy ?? columns.at(-1) ?? '';
  const axes = columns.map((column) => axisOf(column, rows));
  const drawn = evenly(rows, MOST_LINES);
  const values = drawn.flatMap((row, line) =>
    axes.map(({ column, place }) => ({ line, column, place: place(row[column]), value: text(row[column]), color: row[colorBy] ?? null })),
  );
  const isNumeric = rows.every((row) => typeof (row[colorBy] ?? 0) === 'number');
  const x = { field: 'column', type: 'nominal', sort: columns, title: null };
  const axis = { labelAngle: 0, labelFontWeight: 600, orient: 'top', domain: false, ticks: false, labelPadding: 18, labelLimit: 120 };
  const ticks = axes.flatMap(({ column, ticks: marks }) => marks.map((mark) => ({ column, ...mark })));
  return {
    ...frame(title, { width: Math.max(420, columns.length * 110), note: drawnNote(drawn.length, rows.length, 'rows') }),
    encoding: { x: { ...x, axis }, y: { field: 'place', type: 'quantitative', axis: null, scale: { domain: [0, 1] } } },
    layer: [
      {
        data: { values: columns.map((column) => ({ column })) },
        mark: { type: 'rule', color: QUIET },
        encoding: { x, y: { value: 0 }, y2: { value: 'height' } },
      },
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 1.25, opacity: drawn.length > 100 ? 0.35 : 0.75 },
        encoding: {
          detail: { field: 'line', type: 'nominal' },
          color: isNumeric
            ? {
                field: 'color',
                type: 'quantitative',
                title: colorBy,
                scale: { scheme: 'viridis' },
                legend: { orient: 'right', gradientLength: 140 },
              }
            : { field: 'color', type: 'nominal', title: null },
          tooltip: [
            { field: 'column', type: 'nominal', title: 'column' },
            { field: 'value', type: 'nominal', title: 'value' },
          ],
        },
      },
      ...(['above', 'below', 'beside'] as const).map((side) => ({
        data: { values: ticks.filter((tick) => tick.side === side) },
        mark: { type: 'text', fontSize: 11, ...LABELS[side] },
        encoding: { text: { field: 'label', type: 'nominal' } },
      })),
    ],
  };
}

function axisOf(column: string, rows: ParallelCoordinatesInput['rows']): Axis {
  const known = rows.flatMap((row) => row[column] ?? []);
  const numbers = known.flatMap((value) => finite(value) ?? []);
  if (numbers.length === known.length && numbers.length > 0) {
    const [low, high] = numbers.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
    const place = (value: Json | undefined) =>
      finite(value) === null ? null : low === high ? 0.5 : ((value as number) - low) / (high - low);
    const label = (value: number) => String(Number(value.toPrecision(3)));
    const top = { place: 1, label: label(high), side: 'above' } as const;
    return { column, place, ticks: low === high ? [top] : [top, { place: 0, label: label(low), side: 'below' }] };
  }
  const labels = [...new Set(known.map(text))];
  const at = (label: string) => (labels.length === 1 ? 0.5 : labels.indexOf(label) / (labels.length - 1));
  return {
    column,
    place: (value) => (value === undefined || value === null ? null : at(text(value))),
    ticks: evenly(labels, 12).map((label) => ({ place: at(label), label, side: 'beside' })),
  };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
