import type { RunRecord } from '../../core/index.js';
import { html, trusted } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { formatDuration, formatTime } from '../format.js';
import { elapsed } from './spans.js';
import { statePill } from './state.js';

/** What the page is about, at one look: the name, how it went, how long it took, where to find it in Temporal. */
export function pageHeader(run: RunRecord, now: Date): Markup {
  return html`<header class="top">
    <p class="brand">${WAVE}<span>${run.project}</span><span class="dim">${run.kind === 'local' ? 'run' : run.kind}</span></p>
    <div class="title">
      <h1>${run.name}</h1>
      ${statePill(run.state)}
    </div>
    ${run.statusReason !== undefined && html`<p class="reason">${run.statusReason}</p>`}
    <dl class="facts">
      ${fact(run.endTime === undefined ? 'Running for' : 'Duration', formatDuration(elapsed(run, now)), 'large')}
      ${fact('Started', formatTime(run.startTime))} ${run.endTime !== undefined && fact('Ended', formatTime(run.endTime))}
      ${run.workflowId !== undefined && fact('Workflow id', run.workflowId)}
      ${run.temporalRunId !== undefined && fact('Temporal run', run.temporalRunId)}
      ${run.namespace !== undefined && fact('Namespace', run.namespace)}
    </dl>
  </header>`;
}

function fact(name: string, value: Hole, kind = ''): Markup {
  return html`<div class="${kind}">
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

const WAVE = trusted(
  '<svg class="wave" viewBox="0 0 28 16" width="28" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round">' +
    '<path d="M1 5c3.3-4 5.4-4 8.7 0s5.4 4 8.7 0 5.4-4 8.7 0" /><path d="M1 12c3.3-4 5.4-4 8.7 0s5.4 4 8.7 0 5.4-4 8.7 0" opacity=".45" /></svg>',
);
