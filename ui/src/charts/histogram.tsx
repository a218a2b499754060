import { axisNumber } from './scale.js';

interface HistogramProps {
  readonly counts: readonly number[];
  readonly edges: readonly number[];
  readonly label: string;
  readonly color?: string;
}

const SIZE = { width: 120, height: 30 };

/** Twenty bars without axes: the shape of a column at a glance, its ends on hover. */
export function Histogram({ counts, edges, label, color = 'var(--series-1)' }: HistogramProps) {
  const most = Math.max(1, ...counts);
  const bar = SIZE.width / Math.max(1, counts.length);
  const ends = `from ${axisNumber(edges[0] ?? 0)} to ${axisNumber(edges.at(-1) ?? 0)}`;
  return (
    <svg className="histogram" width={SIZE.width} height={SIZE.height} role="img" aria-label={`Histogram of ${label}, ${ends}`}>
      {counts.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(1.5, (count / most) * (SIZE.height - 2));
        return (
          <rect key={index} x={index * bar} y={SIZE.height - height} width={Math.max(1, bar - 1)} height={height} fill={color}>
            <title>{`${axisNumber(edges[index] ?? 0)} – ${axisNumber(edges[index + 1] ?? 0)}: ${count}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
