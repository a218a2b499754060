import type { Scale } from './scale.js';

/** One series of a chart. */
export interface Line {
  readonly name: string;
  /** A colour of the design: `var(--series-1)`. */
  readonly color: string;
  /** For `stroke-dasharray`; absent: drawn through. */
  readonly dash?: string | undefined;
  /** Ascending. */
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** The `d` of a path. What is not finite is a gap. */
export function linePath({ steps, values }: Line, x: Scale, y: Scale): string {
  let path = '';
  let pen = 'M';
  for (const [index, step] of steps.entries()) {
    const value = values[index];
    if (value === undefined || !Number.isFinite(value)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${x.at(step).toFixed(1)} ${y.at(value).toFixed(1)}`;
    pen = 'L';
  }
  return path;
}

/** The index of the step that is nearest. */
export function nearest(steps: readonly number[], wanted: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  const here = steps[low] ?? 0;
  const before = steps[low - 1];
  return before !== undefined && Math.abs(before - wanted) < Math.abs(here - wanted) ? low - 1 : low;
}

const COLORS = 8;
const DASHES = [undefined, '6 3', '2 3', '9 3 2 3', '12 4', '1 4', '9 3 2 3 2 3'] as const;

/** The colour of the n-th series, from 0; they come again after eight. */
export function seriesColor(index: number): string {
  return `var(--series-${(index % COLORS) + 1})`;
}

/** How the n-th series is dashed: those of one colour differ, up to fifty-six. */
export function seriesDash(index: number): string | undefined {
  return DASHES[Math.floor(index / COLORS) % DASHES.length];
}
