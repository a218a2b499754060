import type { Value } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole, Markup } from '../escape.js';
import { formatValue } from '../format.js';

/** A card of names and values; nothing when there are none. */
export function valuesBlock(title: string, values: Readonly<Record<string, Value | undefined>>): Hole {
  const entries = Object.entries(values);
  if (entries.length === 0) return undefined;
  return html`<section class="card values ${title.toLowerCase()}">
    <h3>${title}</h3>
    <dl>${entries.map(([name, value]) => row(name, value))}</dl>
  </section>`;
}

// A value that does not fit beside its name stands below it.
function row(name: string, value: Value | undefined): Markup {
  const text = formatValue(value);
  return html`<div class="${text.length > 24 ? 'long' : 'short'}">
    <dt>${name}</dt>
    <dd class="${typeof value}">${text}</dd>
  </div>`;
}
