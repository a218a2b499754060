import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';

/** A table in a box of its own that scrolls sideways when it is wide. Columns of numbers are set flush right. */
export function table(header: readonly Hole[], rows: readonly (readonly Hole[])[]): Markup {
  const right = header.map((_, column) => rows.length > 0 && rows.every((row) => isNumber(row[column])) && NUMBER);
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          ${header.map((name, column) => html`<th scope="col" ${right[column]}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, column) => html`<td${right[column]}>${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

const NUMBER = html` class="number"`;

// A column may have gaps.
function isNumber(cell: Hole): boolean {
  return (
    typeof cell === 'number' ||
    cell === '' ||
    cell === 'null' ||
    (typeof cell === 'string' && /^(-?[\d.]+(e[-+]?\d+)?n?|NaN|-?Infinity)$/i.test(cell))
  );
}
