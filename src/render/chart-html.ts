import { html } from './escape.js';
import { inlineSvg } from './inline-svg.js';
import { page } from './page.js';
import { readSpec } from './read-spec.js';

/** A page with one chart, drawn as SVG, and its spec below. Opens offline; nothing in it runs. @throws {InvalidChartError} */
export async function renderChartHtml(spec: unknown, title: string): Promise<string> {
  const chart = await inlineSvg(spec, { id: 'chart' });
  const source = JSON.stringify(readSpec(title, spec), undefined, 2);
  return page(
    title,
    html`<main class="single">
      <h1>${title}</h1>
      <figure class="body">${chart}</figure>
      <details class="fold">
        <summary>Vega-Lite spec</summary>
        <pre class="text">${source}</pre>
      </details>
    </main>`,
  );
}
