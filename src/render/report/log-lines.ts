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

function logLine(line: LogLine): Markup {
  const fields = Object.entries(line.fields ?? {});
  return html`<li class="is-${line.level}">
    <time datetime="${line.time}">${clock(line.time)}</time><span class="level">${line.level}</span
    ><span class="said"
      >${
        line.stream !== 'logger' && html`<em>${line.stream}</em> `
      }${line.message.replace(ANSI, '')}${fields.map(([name, value]) => html` <span class="field"><i>${name}</i>=${formatValue(value)}</span>`)}</span
    >
  </li>`;
}

function clock(time: string): string {
  return /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(time)?.[1] ?? time;
}
