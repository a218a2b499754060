import type { ArtifactRecord, RunRecord } from '../../core/index.js';
import { html } from '../escape.js';
import type { Markup } from '../escape.js';
import { formatDuration, formatTime } from '../format.js';
import { momentsOf } from '../moments.js';

/** What happened to a run, and when after its start. Folded: it repeats what stands above, in order. */
export function momentsBlock(run: RunRecord, artifacts: readonly ArtifactRecord[]): Markup {
  const start = Date.parse(run.startTime);
  return html`<details class="fold">
    <summary>What happened when</summary>
    <ol class="moments">
      ${momentsOf({ run, artifacts }).map(
        ({ time, what, title, detail }) =>
          html`<li class="${what}">
            <span class="dim" title="${formatTime(time)}">+${formatDuration(Date.parse(time) - start)}</span>
            <span>${title}${detail !== undefined && html` <span class="dim">${detail}</span>`}</span>
          </li>`,
      )}
    </ol>
  </details>`;
}
