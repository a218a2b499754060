import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { html, trusted } from './escape.js';
import { inlineSvg } from './inline-svg.js';
import { page } from './page.js';
import { PAGE } from './page-theme.js';
import { titleOf, wholeSpec } from './render-svg.js';
import type { SvgOptions } from './render-svg.js';

/**
 * A page with one chart and its spec: one file that opens offline. The chart is drawn into it; where scripts run, Vega, which is in the page too, takes over and
 * makes it interactive. Nothing is fetched, and no script runs but Vega and the few lines that start it.
 *
 * @param title - default: the chart's own.
 * @throws {InvalidChartError} @throws what `readData` throws.
 */
export async function renderChartHtml(spec: unknown, title?: string, options: Omit<SvgOptions, 'theme'> = {}): Promise<string> {
  const name = title ?? titleOf(spec) ?? 'Chart';
  const { readData, background, ...rest } = options;
  const whole = {
    ...(await wholeSpec(options.key ?? name, spec, readData)),
    ...(background === undefined ? {} : { background }),
  };
  const chart = await inlineSvg(whole, { ...rest, id: 'chart' });
  const scripts = [...(await vegaScripts()), START];
  return page(
    name,
    html`<main class="single">
      <h1>${name}</h1>
      <figure class="body" id="chart">${chart}</figure>
      <details class="fold">
        <summary>Vega-Lite spec</summary>
        <pre class="text">${JSON.stringify(whole, undefined, 2)}</pre>
      </details>
      <script type="application/json" id="spec">
        ${jsonScript(whole)}
      </script>
      <script type="application/json" id="theme">
        ${jsonScript(PAGE)}
      </script>
    </main>`,
    { scripts },
  );
}

// Text in a script element ends at `</script`, whatever it stands in; in JSON, `<` has another spelling.
function jsonScript(value: unknown) {
  return trusted(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

// Every chart asks for one, and the files do not change.
let vega: Promise<readonly string[]> | undefined;

function vegaScripts(): Promise<readonly string[]> {
  const { resolve } = createRequire(import.meta.url);
  // The builds for browsers lie beside the entry points, which alone can be resolved.
  vega ??= Promise.all(
    ['vega', 'vega-lite'].map(async (name) =>
      (await readFile(join(dirname(resolve(name)), `${name}.min.js`), 'utf8')).replaceAll('</script', '<\\/script'),
    ),
  );
  return vega;
}

// As where charts are drawn without a browser: nothing is loaded, links lead to pages, images are those in the spec.
const START = `
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const place = document.querySelector('#chart > .chart');
const drawn = [...place.childNodes];
const outside = (uri) => Promise.reject(new Error(uri + ' is outside the page'));
const sanitize = async (uri, { context } = {}) => {
  if (context === 'href') return { href: /^https?:/i.test(uri) ? uri : '#' };
  return /^data:image\\//i.test(uri) ? { href: uri } : outside(uri);
};
const compiled = vegaLite.compile(read('spec'), { config: read('theme') }).spec;
const loader = Object.assign(vega.loader(), { load: outside, sanitize });
const view = new vega.View(vega.parse(compiled), { renderer: 'svg', loader, hover: true });
const stage = document.createElement('div');
view.initialize(stage).runAsync().then(() => { drawn.forEach((node) => node.remove()); place.append(stage); }, console.error);
`;
