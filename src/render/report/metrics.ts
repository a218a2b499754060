import type { MetricPoint, RunRecord } from '../../core/index.js';
import { learningCurve } from '../../sdk/index.js';
import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { count, formatShort } from '../format.js';
import { inlineSvg } from '../inline-svg.js';
import type { ReportReader } from './report-input.js';
import { thinOut } from './thin-out.js';

/** A small chart per metric series of the newest attempt. */
export async function metricsBlock(run: RunRecord, reader: ReportReader): Promise<Hole> {
  const points = await reader.metrics(run.uid);
  const figures: Markup[] = [];
  for (const key of new Set(points.map((point) => point.key))) {
    const series = points.filter((point) => point.key === key);
    figures.push(await figure(key, series, `metric-${run.uid}-${figures.length}`));
  }
  if (figures.length === 0) return undefined;
  return html`<section class="metrics">
    <h3>Metrics</h3>
    <div class="charts">${figures}</div>
  </section>`;
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
    ${values.length > 1 && (await inlineSvg(small(thinOut(points, 400)), id))}
  </figure>`;
}

function small(points: readonly MetricPoint[]) {
  const spec: Record<string, unknown> = { ...learningCurve({ title: '', points: points.map((point) => ({ ...point, metric: '' })) }) };
  const axis = { title: null, tickCount: 4 };
  const mark = { type: 'line', strokeWidth: 1.75, point: points.length <= 20 };
  return { ...spec, title: null, mark, width: 290, height: 120, config: { ...(spec['config'] as object), axisX: axis, axisY: axis } };
}
