import { useState } from 'react';
import { Empty } from '../design/empty.js';
import { axisNumber, extent, linearScale } from './scale.js';
import type { Scale } from './scale.js';
import { useWidth } from './use-width.js';
import './parallel-coordinates.css';

/** One axis: a value of each line, or the index of its choice. */
export interface ParallelAxis {
  readonly label: string;
  readonly values: readonly (number | undefined)[];
  readonly choices?: readonly string[];
}

interface ParallelProps {
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly { readonly id: string; readonly color: string; readonly dash?: string | undefined; readonly label: string }[];
}

const HEIGHT = 360;
const MARGIN = { x: 60, top: 40, bottom: 16 };
const AXIS_PIXELS = 110;

/** A line for each run across its params and results. Pointing at one brings it out. */
export function ParallelCoordinates({ axes, lines }: ParallelProps) {
  const [box, width] = useWidth<HTMLDivElement>(900);
  const [pointed, setPointed] = useState<string>();
  if (axes.length < 2)
    return (
      <Empty icon="chart" title="Nothing to lay side by side">
        It takes two params or results that differ between the runs and are numbers or short texts.
      </Empty>
    );
  const wide = Math.max(width, axes.length * AXIS_PIXELS);
  const xs = axes.map((_, index) => MARGIN.x + (index * (wide - 2 * MARGIN.x)) / (axes.length - 1));
  const scales = axes.map(scaleOf);
  return (
    <div ref={box} className="parallel" tabIndex={0} role="region" aria-label="Parallel coordinates">
      <svg width={wide} height={HEIGHT} role="img" aria-label={`${lines.length} runs over ${axes.map(({ label }) => label).join(', ')}`}>
        {lines.map(({ id, color, dash, label }, index) => (
          <path
            key={id}
            d={pathOf(axes, scales, { xs, index })}
            stroke={color}
            strokeDasharray={dash}
            className={pointed === id ? 'pointed' : pointed === undefined ? '' : 'aside'}
            onPointerEnter={() => setPointed(id)}
            onPointerLeave={() => setPointed(undefined)}
          >
            <title>{label}</title>
          </path>
        ))}
        {axes.map((axis, index) => (
          <Axis key={axis.label} axis={axis} scale={scales[index]} x={xs[index] ?? 0} />
        ))}
      </svg>
    </div>
  );
}

function Axis({ axis, scale, x }: { readonly axis: ParallelAxis; readonly scale: Scale | undefined; readonly x: number }) {
  const ticks =
    axis.choices === undefined
      ? (scale?.ticks ?? []).map((tick) => [tick, axisNumber(tick)] as const)
      : axis.choices.map((choice, index) => [index, choice] as const);
  return (
    <g className="parallel-axis">
      <line x1={x} x2={x} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} />
      <text x={x} y={18} textAnchor="middle" className="parallel-label">
        {axis.label}
      </text>
      {ticks.map(([tick, word]) => (
        <text key={word} x={x - 6} y={scale?.at(tick)} textAnchor="end" dominantBaseline="central">
          {word}
        </text>
      ))}
    </g>
  );
}

function scaleOf({ values, choices }: ParallelAxis): Scale {
  const domain =
    choices === undefined ? extent(values.filter((value) => value !== undefined)) : ([0, Math.max(1, choices.length - 1)] as const);
  return linearScale(domain, [HEIGHT - MARGIN.bottom, MARGIN.top], { count: 5 });
}

function pathOf(axes: readonly ParallelAxis[], scales: readonly Scale[], { xs, index }: { xs: readonly number[]; index: number }): string {
  let path = '';
  for (const [at, axis] of axes.entries()) {
    const value = axis.values[index];
    const y = value === undefined || !Number.isFinite(value) ? undefined : scales[at]?.at(value);
    if (y !== undefined) path += `${path === '' ? 'M' : 'L'}${xs[at]} ${y.toFixed(1)}`;
  }
  return path;
}
