import type { AttemptRecord, RunRecord } from '../../core/index.js';
import { html } from '../escape.js';
import type { Markup } from '../escape.js';
import { formatDuration } from '../format.js';
import { elapsed, spanOf } from './spans.js';
import type { Span } from './spans.js';
import { attemptWord, stateDot } from './state.js';

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** When each step ran: a row per run, a bar per attempt. */
export function timeline(pipeline: RunRecord, steps: readonly RunRecord[], now: Date): Markup {
  const spans = [pipeline, ...steps].map((run) => spanOf(run, now));
  const whole = { start: Math.min(...spans.map((span) => span.start)), end: Math.max(...spans.map((span) => span.end)) };
  const ticks = TICKS.map((part) => html`<i style="left:${percent(part)}">${formatDuration(part * (whole.end - whole.start))}</i>`);
  return html`<section class="timeline" aria-label="Timeline">
    <h2>Timeline</h2>
    <div class="gantt">
      ${[pipeline, ...steps].map((run) => row(run, whole, now))}
      <div class="row axis" aria-hidden="true">
        <span></span>
        <span class="track">${ticks}</span>
        <span></span>
      </div>
    </div>
  </section>`;
}

function row(run: RunRecord, whole: Span, now: Date): Markup {
  const bars = run.kind === 'pipeline' || run.attempts.length === 0 ? [run] : run.attempts;
  return html`<div class="row ${run.kind}">
    <a href="#run-${run.uid}">${stateDot(run.state)}<span>${run.name}</span></a>
    <span class="track">${bars.map((each) => bar(each, attemptWord(each, run.attempt), { whole, now }))}</span>
    <span class="took">${formatDuration(elapsed(run, now))}</span>
  </div>`;
}

function bar(record: RunRecord | AttemptRecord, word: string, { whole, now }: { whole: Span; now: Date }): Markup {
  const { start, end } = spanOf(record, now);
  const length = Math.max(1, whole.end - whole.start);
  const title = `attempt ${record.attempt}, ${word}, ${formatDuration(end - start)}`;
  const place = `left:${percent((start - whole.start) / length)};width:${percent((end - start) / length)}`;
  return html`<b class="state-${record.state}" style="${place}" title="${title}"></b>`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(2)}%`;
}
