import { toTagged } from '../../core/index.js';
import type { ArtifactRecord, Json, RunRecord } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { formatDuration } from '../format.js';
import type { ArtifactLinks } from './artifact-links.js';
import { artifactsBlock } from './artifacts.js';
import { attemptsBlock, errorBox, sameError } from './attempts.js';
import { momentsBlock } from './moments.js';
import { metricsBlock } from './metrics.js';
import type { ReportReader } from './report-input.js';
import { elapsed } from './spans.js';
import { statePill } from './state.js';
import { valuesBlock } from './values.js';

/** What a run's section is made with. */
export interface RunSectionOptions {
  readonly reader: ReportReader;
  readonly now: Date;
  /** At the top of the page its name, state and duration are in the page's header already. */
  readonly isTop: boolean;
  /** What the run logged, of all attempts. */
  readonly records: readonly ArtifactRecord[];
  readonly links: ArtifactLinks;
}

/** Everything of one run. */
export async function runSection(run: RunRecord, { reader, now, isTop, records, links }: RunSectionOptions): Promise<Markup> {
  const metrics = await metricsBlock(run, reader);
  const artifacts = await artifactsBlock(run, records, { reader, links });
  const attempts = await attemptsBlock(run, reader, now);
  // A run that its workflow settled has an error that no attempt saw.
  const ownError = run.error !== undefined && !run.attempts.some((attempt) => sameError(attempt.error, run.error));
  return html`<section class="run" id="run-${run.uid}">
    ${isTop ? html`<h2 class="quiet">${run.kind === 'pipeline' ? 'Pipeline' : 'Run'}</h2>` : title(run, now)} ${identity(run)}
    ${tags(run.labels)} ${ownError && errorBox(run.error)}
    <div class="cards">
      ${valuesBlock('Results', run.results)} ${valuesBlock('Params', run.parameters)} ${valuesBlock('Inputs', run.inputs)}
      ${valuesBlock('Annotations', run.annotations)}
    </div>
    ${metrics} ${artifacts} ${attempts}
    <div>${momentsBlock(run, records)} ${recordBlock(run)}</div>
  </section>`;
}

function recordBlock(run: RunRecord): Markup {
  const { parameters, results, metrics } = run;
  // Each value by itself: the record around them would be a level too deep for the deepest that there may be.
  const record = { ...run, parameters: tagged(parameters), results: tagged(results), metrics: toTagged(metrics) };
  return html`<details class="fold">
    <summary>The record as JSON</summary>
    <pre class="text">${JSON.stringify(record, undefined, 2)}</pre>
  </details>`;
}

function tagged(values: RunRecord['results']): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toTagged(value)]));
}

function title(run: RunRecord, now: Date): Markup {
  return html`<header class="title">
      <h2>${run.name}</h2>
      ${statePill(run.state)}<span class="took">${formatDuration(elapsed(run, now))}</span>
    </header>
    ${run.statusReason !== undefined && html`<p class="reason">${run.statusReason}</p>`}`;
}

function tags(labels: RunRecord['labels']): Hole {
  const entries = Object.entries(labels);
  return entries.length > 0 && html`<p class="tags">${entries.map(([name, value]) => html`<span class="tag">${name}=${value}</span>`)}</p>`;
}

function identity(run: RunRecord): Markup {
  const { source, progress } = run;
  const commit = source.commit === undefined ? undefined : source.commit.slice(0, 12) + (source.dirty === true ? ' with changes' : '');
  const parts: (readonly [string, Hole])[] = [
    ['uid', run.uid],
    ['handler', run.handler],
    ['activity', run.activityId],
    ['iteration', run.iteration > 0 && run.iteration],
    ['progress', progress !== undefined && (progress.total === undefined ? progress.done : `${progress.done} of ${progress.total}`)],
    ['source', source.file],
    ['commit', commit],
  ];
  return html`<p class="identity">
    ${parts.map(([name, value]) => value !== undefined && value !== false && html`<span><em>${name}</em> ${value}</span>`)}
  </p>`;
}
