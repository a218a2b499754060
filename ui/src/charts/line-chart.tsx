// Drawn by hand rather than by Vega: a run page has dozens of these, and each gets new points every second while the run goes on.
import { useState } from 'react';
import { shortValue } from '../design/short-value.js';
import { linePath, nearest } from './line-path.js';
import type { Line } from './line-path.js';
import { axisNumber, extent, linearScale } from './scale.js';
import type { Scale } from './scale.js';
import { useWidth } from './use-width.js';
import './line-chart.css';

interface LineChartProps {
  /** Said to screen readers. */
  readonly label: string;
  readonly lines: readonly Line[];
  readonly height?: number;
}

const MARGIN = { left: 46, right: 10, top: 8, bottom: 22 };

/** Series over their steps, with the values under the pointer. The height is fixed, so that nothing moves when points come. */
export function LineChart({ label, lines, height = 168 }: LineChartProps) {
  const [box, width] = useWidth<HTMLDivElement>(320);
  const [pointed, setPointed] = useState<number>();
  const x = linearScale(extent(lines.flatMap(({ steps }) => ends(steps))), [MARGIN.left, width - MARGIN.right], {
    count: Math.max(2, width / 90),
  });
  const y = linearScale(extent(lines.flatMap(({ values }) => [...values])), [height - MARGIN.bottom, MARGIN.top], { count: 4, nice: true });
  const step = pointed === undefined ? undefined : nearestStep(lines, x, pointed);
  return (
    <div ref={box} className="line-chart" style={{ height }}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={label}
        onPointerMove={(event) => setPointed(event.nativeEvent.offsetX)}
        onPointerLeave={() => setPointed(undefined)}
      >
        <Axes x={x} y={y} width={width} height={height} />
        {lines.map((line) => (
          <path key={line.name} className="line" d={linePath(line, x, y)} stroke={line.color} strokeDasharray={line.dash} />
        ))}
        {lines.map((line) => line.steps.length === 1 && <Dot key={line.name} line={line} index={0} x={x} y={y} />)}
        {step !== undefined && (
          <>
            <line className="crosshair" x1={x.at(step)} x2={x.at(step)} y1={MARGIN.top} y2={height - MARGIN.bottom} />
            {lines.map((line) => (
              <Dot key={line.name} line={line} index={nearest(line.steps, step)} x={x} y={y} />
            ))}
          </>
        )}
      </svg>
      {step !== undefined && <Tip lines={lines} step={step} left={x.at(step)} width={width} />}
    </div>
  );
}

function Axes({ x, y, width, height }: { readonly x: Scale; readonly y: Scale; readonly width: number; readonly height: number }) {
  return (
    <g className="axes">
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y.at(tick)} y2={y.at(tick)} />
          <text x={MARGIN.left - 7} y={y.at(tick)} textAnchor="end" dominantBaseline="central">
            {axisNumber(tick)}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <text key={tick} x={x.at(tick)} y={height - 6} textAnchor="middle">
          {axisNumber(tick)}
        </text>
      ))}
    </g>
  );
}

function Dot({ line, index, x, y }: { readonly line: Line; readonly index: number; readonly x: Scale; readonly y: Scale }) {
  const step = line.steps[index];
  const value = line.values[index];
  if (step === undefined || value === undefined || !Number.isFinite(value)) return null;
  return <circle className="dot" cx={x.at(step)} cy={y.at(value)} r={3.2} fill={line.color} />;
}

function Tip({
  lines,
  step,
  left,
  width,
}: {
  readonly lines: readonly Line[];
  readonly step: number;
  readonly left: number;
  readonly width: number;
}) {
  const shown = lines.slice(0, 12);
  return (
    <div className="chart-tip" style={left > width / 2 ? { right: width - left + 10 } : { left: left + 10 }}>
      <p className="dim num">step {step}</p>
      {shown.map((line) => (
        <p key={line.name}>
          <i style={{ background: line.color }} />
          <span className="clip">{line.name}</span>
          <b className="num">{shortValue(line.values[nearest(line.steps, step)])}</b>
        </p>
      ))}
      {lines.length > shown.length && <p className="dim">and {lines.length - shown.length} more</p>}
    </div>
  );
}

function nearestStep(lines: readonly Line[], x: Scale, pixel: number): number | undefined {
  let best: number | undefined;
  for (const { steps } of lines)
    for (const step of steps) if (best === undefined || Math.abs(x.at(step) - pixel) < Math.abs(x.at(best) - pixel)) best = step;
  return best;
}

function ends(steps: readonly number[]): readonly number[] {
  const [first] = steps;
  const last = steps.at(-1);
  return first === undefined || last === undefined ? [] : [first, last];
}
