import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { logSampleRuns } from './support/sample-runs.js';
import { openSite } from './support/site.js';
import type { Site } from './support/site.js';

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

  it('puts the charts of one key beside each other', async () => {
    const { page } = await site.open(`${path}&view=charts`);
    await expect.poll(() => page.locator('.vega-chart svg').count(), { timeout: 15_000 }).toBe(3);
    await page.close();
  });
});
