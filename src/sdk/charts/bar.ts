import type { ChartSpec } from '../log-options.js';
import { finite, frame } from './frame.js';
import { drawnNote } from './large.js';

/** Bars, in the order they are drawn. */
export interface BarChartInput {
  readonly title: string;
  /** Bars with a `group` stand side by side under their label, coloured by group. */
  readonly bars: readonly { readonly label: string; readonly value: number; readonly group?: string }[];
  /** Under the labels. */
  readonly xTitle?: string;
  /** Default `value`. */
  readonly yTitle?: string;
}

// Thinner bars than these cannot be told apart.
const MOST_BARS = 200;

/** A bar per label, or per label and group. Of more than 200 bars the largest are drawn, with a note. */
export function barChart(input: BarChartInput): ChartSpec {
  const { xTitle = 'label', yTitle = 'value' } = input;
  const bars = largest(input.bars);
  const groups = [...new Set(bars.flatMap((bar) => bar.group ?? []))];
  const values = bars.map(({ label, value, group }) => ({ label, value: finite(value), group: group ?? '' }));
  return {
    ...frame(input.title, { legend: groups, note: drawnNote(bars.length, input.bars.length, 'bars') }),
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'label', type: 'nominal', title: xTitle, sort: null, axis: { labelAngle: values.length > 8 ? -45 : 0 } },
      y: { field: 'value', type: 'quantitative', title: yTitle },
      color: { field: 'group', type: 'nominal', title: null, sort: groups, legend: groups.length > 0 ? {} : null },
      ...(groups.length > 0 ? { xOffset: { field: 'group', type: 'nominal', sort: groups } } : {}),
      tooltip: [
        { field: 'label', type: 'nominal', title: xTitle },
        ...(groups.length > 0 ? [{ field: 'group', type: 'nominal', title: 'group' }] : []),
        { field: 'value', type: 'quantitative', title: yTitle },
      ],
    },
  };
}

function largest(bars: BarChartInput['bars']): BarChartInput['bars'] {
  if (bars.length <= MOST_BARS) return bars;
  const kept = new Set([...bars].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, MOST_BARS));
  return bars.filter((bar) => kept.has(bar));
}
