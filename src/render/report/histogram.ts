import { html } from '../escape.js';
import type { Markup } from '../escape.js';
import { formatShort } from '../format.js';

const [WIDTH, HEIGHT] = [100, 24];

/** A column's histogram, small enough for a table cell. */
export function histogram(name: string, [counts, edges]: readonly [readonly number[], readonly number[]]): Markup {
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  const bars = counts.map((each, index) => {
    // The smallest bar that is not empty can still be seen.
    const height = each === 0 ? 0 : Math.max(1, (each / most) * HEIGHT);
    return html`<rect
      x="${(index * step).toFixed(2)}"
      y="${(HEIGHT - height).toFixed(2)}"
      width="${Math.max(1, step - 1).toFixed(2)}"
      height="${height.toFixed(2)}"
    />`;
  });
  const label = `Histogram of ${name} from ${formatShort(edges[0])} to ${formatShort(edges.at(-1))}`;
  return html`<svg class="histogram" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${label}">
    ${bars}
  </svg>`;
}
