import type { MetricPoint, RunRecord } from '../../core/index.js';
import { learningCurve } from '../../sdk/index.js';
import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { count, formatShort } from '../format.js';
import { inlineSvg } from '../inline-svg.js';
import type { ReportReader } from './report-input.js';
import { thinOut } from './thin-out.js';

/** A small chart per metric series of the newest attempt; below, folded, those of older attempts, the newest first. */
export async function metricsBlock(run: RunRecord, reader: ReportReader): Promise<Hole> {
  const newest = figuresOf(await reader.metrics(run.uid), `metric-${run.uid}`);
  const older: Markup[] = [];
  for (const { attempt } of run.attempts.toSorted((a, b) => b.attempt - a.attempt)) {
    const points = attempt === run.attempt ? [] : await reader.metrics(run.uid, { attempt });
    if (points.length > 0) older.push(await ofAttempt(attempt, figuresOf(points, `metric-${run.uid}-${attempt}`)));
  }
  const figures = await newest;
  if (figures.length === 0 && older.length === 0) return undefined;
  return html`<section class="metrics">
    <h3>Metrics</h3>
    ${figures.length > 0 && html`<div class="charts">${figures}</div>`} ${older}
  </section>`;
}

async function ofAttempt(attempt: number, figures: Promise<readonly Markup[]>): Promise<Markup> {
  const all = await figures;
  return html`<details class="fold">
    <summary>${count(all.length, 'metric')} of attempt ${attempt}</summary>
    <div class="charts">${all}</div>
  </details>`;
}

async function figuresOf(points: readonly MetricPoint[], id: string): Promise<readonly Markup[]> {
  const series = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const known = series.get(point.key);
    if (known === undefined) series.set(point.key, [point]);
    else known.push(point);
  }
  const figures: Markup[] = [];
  for (const [key, each] of series) figures.push(await figure(key, each, `${id}-${figures.length}`));
  return figures;
}

async function figure(key: string, unordered: readonly MetricPoint[], id: string): Promise<Markup> {
  const points = unordered.toSorted((a, b) => a.step - b.step);
  const values = points.map((point) => point.value).filter((value) => !Number.isNaN(value));
  const [min, max] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const range = values.length === 0 ? 'no number' : `${formatShort(min)} to ${formatShort(max)}`;
  return html`<figure class="metric">
    <figcaption>
      <span class="name">${key}</span><strong>${formatShort(points.at(-1)?.value)}</strong>
      <span class="dim">${range} · ${count(points.length, 'point')}</span>
    </figcaption>
    ${values.length > 1 && (await inlineSvg(small(thinOut(points, 400)), { id }))}
  </figure>`;
}

function small(points: readonly MetricPoint[]) {
  const spec: Record<string, unknown> = { ...learningCurve({ title: '', points: points.map((point) => ({ ...point, metric: '' })) }) };
  const axis = { title: null, tickCount: 4 };
  const mark = { type: 'line', strokeWidth: 1.75, point: points.length <= 20 };
  return { ...spec, title: null, mark, width: 290, height: 120, config: { ...(spec['config'] as object), axisX: axis, axisY: axis } };
}
