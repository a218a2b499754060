const BARS = '▁▂▃▄▅▆▇█';

/** A series in one line of at most `width` bars; each bar is the mean of its part. Gaps where nothing is finite. */
export function sparkline(values: readonly number[], width = 40): string {
  const bars = thinned(values, width);
  const finite = bars.filter(Number.isFinite);
  const low = Math.min(...finite);
  const range = Math.max(...finite) - low;
  return bars
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      // A constant series is a line in the middle, not one at the bottom.
      return BARS[range === 0 ? 3 : Math.min(7, Math.floor(((value - low) / range) * 8))];
    })
    .join('');
}

function thinned(values: readonly number[], width: number): number[] {
  const count = Math.min(width, values.length);
  return Array.from({ length: count }, (_, bar) => {
    const part = values.slice(Math.floor((bar * values.length) / count), Math.floor(((bar + 1) * values.length) / count));
    const finite = part.filter(Number.isFinite);
    return finite.reduce((sum, value) => sum + value, 0) / finite.length;
  });
}
