import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { logSampleRuns } from './support/sample-runs.js';
import { openSite } from './support/site.js';
import type { Site } from './support/site.js';

describe('the page of a run', () => {
  let site: Site;
  let samples: Awaited<ReturnType<typeof logSampleRuns>>;
  beforeAll(async () => {
    const home = temporaryFolder();
    samples = await logSampleRuns(home);
    site = await openSite(home);
  });
  const open = (view: string, more = '') => site.open(`/runs/${samples.gallery}?view=${view}${more}`);

  it('leads from the start to the stack and the cause of a failure in one click', async () => {
    const { page } = await site.open('/');
    await page.getByRole('link', { name: 'import-rows' }).click();
    const error = page.getByRole('region', { name: 'Error' });
    await error.waitFor();
    const text = await error.innerText();
    expect(text).toContain('The file of rows cannot be read');
    expect(text).toContain('sample-runs.ts');
    expect(text).toContain('Caused by: SyntaxError: Unexpected end of line 12');
    await page.close();
  });

  it('shows values as what they were: dates, bigints, NaN', async () => {
    const { page } = await open('overview');
    const results = page.getByRole('region', { name: 'Results' });
    await results.waitFor();
    const text = await results.innerText();
    for (const value of ['2026-01-02T03:04:05.000Z', '12345678901234567890n', 'NaN', '0.3']) expect(text).toContain(value);
    await page.close();
  });

  it('shows the end of a long log, only the lines in view, and what is searched for', async () => {
    const { page } = await open('log');
    const lines = page.locator('.log-line');
    await page.getByText('one row could not be read').waitFor();
    expect(await lines.count()).toBeLessThan(150);
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('row 1234 ');
    await page.getByText('row 1234 read').waitFor();
    await expect.poll(() => lines.count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('');
    await page.getByRole('combobox', { name: 'Level' }).selectOption('warn');
    await expect.poll(() => lines.count()).toBe(2);
    await page.close();
  });

  it('goes back through the log to its first line', async () => {
    const { page } = await open('log');
    await page.getByText('one row could not be read').waitFor();
    const log = page.getByRole('log');
    await log.hover();
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, -60_000);
          return page.getByText('row 0 read', { exact: false }).count();
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(0);
    await page.close();
  });

  it('shows a dataset with the statistics and the histogram of each column', async () => {
    const { page } = await open('artifacts', '&artifact=people');
    await page.getByText('500 rows').first().waitFor();
    const row = page.getByRole('row', { name: /^age/ });
    expect(await row.innerText()).toContain('integer');
    expect(await row.locator('svg rect').count()).toBe(20);
    expect(await page.getByRole('region', { name: 'First rows' }).locator('tbody tr').count()).toBe(20);
    await page.close();
  });

  it('draws a chart without compiling code', async () => {
    const { page, faults } = await site.open(`/runs/${samples.fits[0]}?view=artifacts&artifact=curve`);
    await page.locator('.vega-chart svg').waitFor();
    expect(await page.locator('.vega-chart svg path').count()).toBeGreaterThan(3);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('shows Markdown without the markup and the links that could do harm', async () => {
    const { page } = await open('artifacts', '&artifact=notes');
    const notes = page.locator('.markdown-view');
    await notes.waitFor();
    expect(await notes.getByRole('heading', { name: 'Notes' }).count()).toBe(1);
    expect(await notes.innerText()).toContain('<b>no tag</b>');
    expect(await notes.locator('a').count()).toBe(0);
    await page.close();
  });

  it('runs a logged page in a frame that reaches neither the API nor the page around it', async () => {
    const { page } = await open('artifacts', '&artifact=page');
    const frame = page.locator('iframe[title="page"]');
    expect(await frame.getAttribute('sandbox')).toBe('allow-scripts');
    const inside = page.frameLocator('iframe[title="page"]');
    await inside.getByRole('heading', { name: 'A page' }).waitFor();
    await inside.getByText('refused', { exact: true }).waitFor();
    expect(await page.title()).not.toBe('taken');
    await page.close();
  });

  it('shows images', async () => {
    const { page } = await open('artifacts', '&artifact=drawing');
    const image = page.getByRole('img', { name: 'drawing' });
    await image.waitFor();
    await expect.poll(() => page.evaluate('document.querySelector(".image-view").naturalWidth')).toBeGreaterThan(0);
    await page.close();
  });

  it('shows a model by what is known of it, and a directory by its files', async () => {
    const { page } = await open('artifacts', '&artifact=forest');
    const model = page.locator('.model-view');
    await model.waitFor();
    for (const text of ['random forest', 'own', 'accuracy', '0.97', 'trees', '120']) expect(await model.innerText()).toContain(text);
    await page.getByRole('link', { name: 'folder', exact: true }).click();
    await page.getByText('data/rows.csv').waitFor();
    expect(await page.getByText('sha256').count()).toBe(0);
    await page.close();
  });

  it('shows JSON indented, tables as tables, text as it is', async () => {
    const { page } = await open('artifacts', '&artifact=config');
    await page.getByText('"dropout": 0.2').waitFor();
    await page.getByRole('link', { name: 'table', exact: true }).click();
    await page.getByRole('columnheader', { name: 'score' }).waitFor();
    await page.getByRole('link', { name: 'text', exact: true }).click();
    await page.getByText('of two lines').waitFor();
    expect(await page.locator('.text-view').innerText()).toBe('plain text\nof two lines');
    await page.close();
  });

  it('has a chart for each metric, with the values under the pointer', async () => {
    const { page } = await site.open(`/runs/${samples.fits[2]}`);
    const chart = page.getByRole('img', { name: /^loss/ });
    await chart.waitFor();
    await chart.hover();
    await page.getByText(/^step \d+$/).waitFor();
    expect(await page.locator('.chart-tip').innerText()).toMatch(/step \d+\s+loss\s+0\.\d+/);
    await page.close();
  });

  it('copies nothing into the record that the API would not give: the raw JSON is the record', async () => {
    const { page } = await open('json');
    const text = await page.getByLabel('Raw JSON').innerText();
    const answer = (await (await fetch(`${site.url}/api/v1/runs/${samples.gallery}`)).json()) as { run: unknown };
    expect(JSON.parse(text)).toEqual(answer.run);
    await page.close();
  });
});
