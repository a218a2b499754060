/** From data to pixels. */
export interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** A linear scale whose domain ends at the data, for x axes, or at round numbers, for y axes. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  options: { count: number; nice?: boolean },
): Scale {
  const [low, high] = widened(domain);
  const step = roundStep((high - low) / options.count);
  const [from, to] = options.nice === true ? [Math.floor(low / step) * step, Math.ceil(high / step) * step] : [low, high];
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to + step * 1e-6; tick += step) ticks.push(Number(tick.toPrecision(12)));
  const [start, end] = range;
  return { ticks, at: (value) => start + ((value - from) / (to - from)) * (end - start) };
}

/** The smallest and the largest finite one; 0 and 1 when there is none. */
export function extent(values: Iterable<number>): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [0, 1] : [low, high];
}

/** A number on an axis: `0.25`, `1,500`, `2.5M`, `1e-7`. */
export function axisNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
  if (size >= 10_000) return new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 }).format(value);
  return String(Number(value.toPrecision(6)));
}

function widened([low, high]: readonly [number, number]): readonly [number, number] {
  if (low < high) return [low, high];
  const margin = low === 0 ? 1 : Math.abs(low) * 0.1;
  return [low - margin, high + margin];
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return factor * power;
}
