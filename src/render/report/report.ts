import type { ArtifactRecord } from '../../core/index.js';
import { count } from '../format.js';
import { html } from '../escape.js';
import type { Markup } from '../escape.js';
import { page } from '../page.js';
import { artifactLinks } from './artifact-links.js';
import { pageHeader } from './page-header.js';
import type { ReportInput } from './report-input.js';
import { runSection } from './run-section.js';
import { stateDot } from './state.js';
import { timeline } from './timeline.js';

/**
 * One page with everything that a run, or a pipeline and its steps, logged: values, metrics, artifacts with their charts and tables, every
 * attempt with its log. It is one file that opens offline; no script runs in it and nothing is fetched, whatever the logged things contain.
 * A body that cannot be read or shown is named in its place.
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const { run, reader, now = new Date() } = input;
  const steps = input.steps.toSorted((a, b) => Date.parse(a.startTime) - Date.parse(b.startTime));
  const logged: (readonly ArtifactRecord[])[] = [];
  for (const each of [run, ...steps]) logged.push(await reader.artifacts(each.uid));
  const links = artifactLinks(logged.flat());
  const sections: Markup[] = [];
  for (const [index, each] of [run, ...steps].entries()) {
    sections.push(await runSection(each, { reader, now, isTop: each === run, records: logged[index] ?? [], links }));
  }
  return page(
    `${run.name} · ${run.state}`,
    html`${pageHeader(run, now)}
      <div class="columns">
        ${
          steps.length > 0 &&
          html`<nav aria-label="Steps">
            <p class="label">${count(steps.length, 'step')}</p>
            <ul>
              ${steps.map((step) => html`<li><a href="#run-${step.uid}">${stateDot(step.state)}${step.name}</a></li>`)}
            </ul>
          </nav>`
        }
        <main>${steps.length > 0 && timeline(run, steps, now)} ${sections}</main>
      </div>
      <footer>Made by Tidemark. This page has no scripts and fetches nothing.</footer>`,
  );
}
