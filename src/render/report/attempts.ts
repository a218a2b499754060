import type { AttemptRecord, ErrorRecord, RunRecord } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { count, formatDuration, formatTime } from '../format.js';
import { logLines } from './log-lines.js';
import type { ReportReader } from './report-input.js';
import { elapsed } from './spans.js';
import { attemptWord, statePill } from './state.js';

/** Every attempt, newest first, each with its error and its log. The newest is unfolded when it is short or failed. */
export async function attemptsBlock(run: RunRecord, reader: ReportReader, now: Date): Promise<Hole> {
  const blocks: Markup[] = [];
  for (const attempt of run.attempts.toSorted((a, b) => b.attempt - a.attempt)) {
    const logs = await reader.logs(run.uid, { attempt: attempt.attempt });
    const isOpen = attempt.attempt === run.attempt && (attempt.error !== undefined || logs.length <= 12);
    const parts = [formatDuration(elapsed(attempt, now)), count(logs.length, 'log line')];
    if (attempt.error !== undefined) parts.push(attempt.error.name);
    blocks.push(
      html`<details class="fold attempt" ${isOpen && OPEN}>
        <summary>
          <strong>Attempt ${attempt.attempt}</strong>
          ${statePill(attempt.state, attemptWord(attempt, run.attempt))}
          <span class="dim">${parts.join(' · ')}</span>
        </summary>
        <p class="identity">${origin(attempt)}</p>
        ${errorBox(attempt.error)} ${logLines(logs)}
      </details>`,
    );
  }
  return blocks.length === 0
    ? undefined
    : html`<section class="attempts">
        <h3>${blocks.length === 1 ? 'Log' : 'Attempts and logs'}</h3>
        ${blocks}
      </section>`;
}

/** Name, message, stack and causes. */
export function errorBox(error: ErrorRecord | undefined): Hole {
  if (error === undefined) return undefined;
  return html`<div class="error">
    <p><strong>${error.name}</strong>${error.code !== undefined && html` <code>${error.code}</code>`}</p>
    <p class="message">${error.message}</p>
    ${
      error.stack !== undefined &&
      html`<details>
        <summary>Stack</summary>
        <pre class="text">${framesOf(error.stack, error)}</pre>
      </details>`
    }
    ${
      error.cause !== undefined &&
      html`<p class="label">Caused by</p>
        ${errorBox(error.cause)}`
    }
  </div>`;
}

/** True when both are the same failure, or both none. */
export function sameError(a: ErrorRecord | undefined, b: ErrorRecord | undefined): boolean {
  return a?.name === b?.name && a?.message === b?.message;
}

const OPEN = html`open=""`;

// A stack repeats name and message above its frames; they are on the page already.
function framesOf(stack: string, { name, message }: ErrorRecord): string {
  const first = stack.search(/^\s*at /m);
  return first > 0 && stack.slice(0, first).includes(message === '' ? name : message) ? stack.slice(first).replace(/^ +/gm, '') : stack;
}

function origin(attempt: AttemptRecord): Hole {
  const parts: (readonly [string, Hole])[] = [
    ['started', formatTime(attempt.startTime)],
    ['host', attempt.host],
    ['pid', attempt.pid],
    ['Temporal attempt', attempt.temporalAttempt],
    ['reason', attempt.statusReason],
  ];
  return parts.map(([name, value]) => value !== undefined && html`<span><em>${name}</em> ${value}</span>`);
}
