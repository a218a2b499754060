import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runLocal } from 'tidemark/local';
import { fit, logSampleRuns } from './support/sample-runs.js';
import { openSite, overflow } from './support/site.js';
import type { Site } from './support/site.js';

describe('the comparison of fifty runs', () => {
  it('has a line for each, those of one colour dashed differently, and all values', async () => {
    const home = temporaryFolder();
    const uids: string[] = [];
    for (let index = 0; index < 50; index += 1) {
      const params = { rate: 0.01 * (index + 1), depth: 2, optimizer: 'sgd' };
      uids.push((await runLocal(fit, { name: 'fit', params, home })).uid);
    }
    const site = await openSite(home);
    const { page } = await site.open(`/compare?runs=${uids.join(',')}&view=metrics`);
    const lines = page.getByRole('img', { name: 'loss of 50 runs' }).locator('path.line');
    await expect.poll(() => lines.count()).toBe(50);
    const looks = await lines.evaluateAll((paths) =>
      paths.map((path) => `${path.getAttribute('stroke')} ${path.getAttribute('stroke-dasharray')}`),
    );
    expect(new Set(looks).size).toBe(50);
    await page.getByRole('link', { name: 'Params and results' }).click();
    await page.getByRole('row', { name: /^rate/ }).waitFor();
    expect(await page.getByRole('row', { name: /^rate/ }).getByRole('cell').count()).toBe(50);
    expect(await overflow(page)).toBe(0);
    await page.close();
  }, 120_000);
});

describe('the comparison', () => {
  let site: Site;
  let path: string;
  beforeAll(async () => {
    const home = temporaryFolder();
    const { fits } = await logSampleRuns(home);
    path = `/compare?runs=${fits.slice(0, 3).join(',')}`;
    site = await openSite(home);
  });

  it('marks the params and results that differ, and can show those alone', async () => {
    const { page } = await site.open(path);
    const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
    await row('rate').waitFor();
    expect(await row('rate').innerText()).toContain('differs');
    expect(await row('rate').getByRole('cell').allInnerTexts()).toEqual(['0.01', '0.05', '0.1']);
    expect(await row('project').innerText()).not.toContain('differs');
    await page.getByRole('checkbox', { name: 'Only what differs' }).check();
    expect(await row('project').count()).toBe(0);
    await page.close();
  });

  it('lays the series of a metric over each other, a line for each run', async () => {
    const { page } = await site.open(`${path}&view=metrics`);
    const chart = page.getByRole('img', { name: 'loss of 3 runs' });
    await chart.waitFor();
    expect(await chart.locator('path.line').count()).toBe(3);
    await page.close();
  });

  it('draws parallel coordinates over what differs', async () => {
    const { page } = await site.open(`${path}&view=parallel`);
    const drawing = page.getByRole('img', { name: /3 runs over/ });
    await drawing.waitFor();
    expect(await drawing.locator('path').count()).toBe(3);
    expect(await drawing.innerHTML()).toContain('optimizer');
    await page.close();
  });

  it('shows which columns a dataset has in one run and not in another', async () => {
    const { page } = await site.open(`${path}&view=datasets`);
    const depth = page.getByRole('row', { name: /^depth/ });
    await depth.waitFor();
    expect(await depth.getByText('not there').count()).toBe(2);
    await page.close();
  });

  it('says how far the statistics of a column are from those of the first run', async () => {
    const { page } = await site.open(`${path}&view=datasets`);
    const age = page.getByRole('row', { name: /^age/ });
    await age.waitFor();
    const cells = await age.getByRole('cell').allInnerTexts();
    expect(cells[0]).not.toContain('%');
    expect(cells[1]).toMatch(/mean\s+55\.\d+\s*-0\.\d%/);
    // The same in all of them.
    expect(cells[2]).toMatch(/min\s+18\s*max/);
    await page.close();
  });

  it('takes a run out', async () => {
    const { page } = await site.open(path);
    await page
      .getByRole('link', { name: /^Take fit \w+ out/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Compare 2 runs' }).waitFor();
    expect(await page.getByRole('link', { name: /^Take fit/ }).count()).toBe(0);
    await page.close();
  });

  it('puts the charts of one key beside each other', async () => {
    const { page } = await site.open(`${path}&view=charts`);
    await expect.poll(() => page.locator('.vega-chart svg').count(), { timeout: 15_000 }).toBe(3);
    await page.close();
  });
});
