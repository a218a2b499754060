import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderChartHtml } from '../../src/render/index.js';
import { inBrowser } from '../support/browser.js';

const EVIL = '</script><script>document.title = "owned"</script><img src=x onerror="alert(1)">';
const spec = {
  title: EVIL,
  data: { values: [1, 2, 3].map((x) => ({ x, y: x * x, label: EVIL, link: 'javascript:alert(2)', picture: 'https://a.example/x.png' })) },
  params: [{ name: 'size', value: 90, bind: { input: 'range', min: 10, max: 900 } }],
  layer: [
    {
      mark: { type: 'point', filled: true, size: { expr: 'size' } },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'y', type: 'quantitative' },
        tooltip: { field: 'label' },
        href: { field: 'link' },
      },
    },
    {
      mark: { type: 'image', width: 4, height: 4, y: 0 },
      encoding: { url: { field: 'picture' }, x: { field: 'x', type: 'quantitative' } },
    },
  ],
};

describe('a chart as a page', () => {
  let folder = '';
  let page = '';
  const open: typeof inBrowser = (name, look) => inBrowser(pathToFileURL(join(folder, name)).href, look);
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-chart-'));
    page = await renderChartHtml(spec, `A ${EVIL}`);
    writeFileSync(join(folder, 'chart.html'), page);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('opens offline, is interactive, and runs nothing that its data says', async () => {
    await open('chart.html', async ({ page: tab, requests, said }) => {
      await tab.locator('#chart input[type=range]').waitFor();
      const point = tab.locator('#chart path[aria-roledescription="point"]').nth(1);
      const before = await point.getAttribute('d');
      await tab.locator('#chart input[type=range]').fill('800');
      await expect.poll(() => point.getAttribute('d')).not.toBe(before);
      await point.hover();
      await expect.poll(() => tab.locator('#chart [title]').first().getAttribute('title')).toBe(EVIL);
      await point.click();
      expect(await tab.title()).toBe(`A ${EVIL}`);
      expect(await tab.locator('#chart svg').count()).toBe(1);
      expect(await tab.locator('img').count()).toBe(0);
      expect(JSON.parse((await tab.locator('details pre').textContent()) ?? '')).toEqual(spec);
      // Not even a link that was clicked led away.
      expect(requests).toEqual([tab.url().replace(/#$/, '')]);
      expect(said.filter((text) => /^dialog|owned/.test(text))).toEqual([]);
    });
  });

  it('shows the chart also where no scripts run', async () => {
    writeFileSync(join(folder, 'still.html'), page.replace(/script-src [^"]*/, "script-src 'none'"));
    await open('still.html', async ({ page: tab }) => {
      expect(await tab.locator('#chart path[aria-roledescription="point"]').count()).toBe(3);
      expect(await tab.locator('#chart input').count()).toBe(0);
    });
  });

  it('has the title of its chart unless another is given', async () => {
    expect(await renderChartHtml({ ...spec, title: { text: 'Own' } })).toContain('<title>Own</title>');
  });
});
