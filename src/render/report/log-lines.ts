import type { LogLine } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { count, formatValue } from '../format.js';

// Beyond this a page grows slow to open; the last lines are those that tell how it ended.
const MAX_LINES = 5000;

/** A log as a list, oldest line first. */
export function logLines(lines: readonly LogLine[]): Hole {
  if (lines.length === 0) return undefined;
  const left = Math.max(0, lines.length - MAX_LINES);
  return html`${left > 0 && html`<p class="note">The first ${count(left, 'line')} of this attempt are left out of this page.</p>`}
    <ol class="log">
      ${lines.slice(left).map(logLine)}
    </ol>`;
}

// What terminals read as colour is noise here.
// eslint-disable-next-line no-control-regex -- the escape character is what begins such a sequence
const ANSI = /\u001b\[[0-9;?]*[A-Za-z]/g;

function logLine({ time, level, stream, message, fields = {} }: LogLine): Markup {
  const said = [
    stream !== 'logger' && html`<em>${stream}</em> `,
    message.replace(ANSI, ''),
    Object.entries(fields).map(([name, value]) => html` <span class="field"><i>${name}</i>=${formatValue(value)}</span>`),
  ];
  return html`<li class="is-${level}">
    <time datetime="${time}">${clock(time)}</time>
    <span class="level">${level}</span>
    <span class="said">${said}</span>
  </li>`;
}

function clock(time: string): string {
  return /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(time)?.[1] ?? time;
}
