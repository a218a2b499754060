import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { logSampleRuns } from './support/sample-runs.js';
import { openSite } from './support/site.js';
import type { Site } from './support/site.js';

interface Listed {
  readonly artifacts: readonly {
    readonly uid: string;
    readonly dbKey: string;
    readonly version: number;
    readonly tags: readonly string[];
  }[];
}

describe('the artifacts pages', () => {
  let site: Site;
  beforeAll(async () => {
    const home = temporaryFolder();
    await logSampleRuns(home);
    site = await openSite(home);
  });
  const versions = async (dbKey: string) =>
    ((await (await fetch(`${site.url}/api/v1/artifacts?dbKey=${dbKey}`)).json()) as Listed).artifacts.toSorted(
      (a, b) => a.version - b.version,
    );

  it('have the newest version of each key, by kind and by a part of the key', async () => {
    const { page } = await site.open('/artifacts');
    const rows = page.locator('tbody tr');
    await page.getByRole('link', { name: 'fit_scores' }).waitFor();
    expect(await page.getByRole('link', { name: 'fit_scores' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Datasets' }).click();
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByRole('searchbox').fill('people');
    await expect.poll(() => rows.count()).toBe(1);
    await page.waitForURL(/kind=dataset&q=people/);
    await page.getByRole('searchbox').fill('nobody');
    await page.locator('.empty h2').waitFor();
    await page.close();
  });

  it('give a version a tag, move it to another one, and take it off', async () => {
    const [first, second] = await versions('fit_scores');
    const { page } = await site.open(`/artifacts/${first?.uid}`);
    const tag = async () => {
      await page.getByRole('button', { name: 'Tag' }).click();
      await page.getByRole('textbox', { name: 'Tag' }).fill('good');
      await page.getByRole('button', { name: 'Set the tag' }).click();
    };
    await tag();
    await page.locator('h1').getByText('good').waitFor();
    await page.goto(`${site.url}/artifacts/${second?.uid}`);
    await tag();
    await page.locator('h1').getByText('good').waitFor();
    expect((await versions('fit_scores')).filter(({ tags }) => tags.includes('good')).map(({ version }) => version)).toEqual([2]);
    await page.getByRole('button', { name: 'Tag' }).click();
    await page.getByRole('button', { name: 'Take off good' }).click();
    await page.getByText('Version 2 is not good any more').waitFor();
    expect((await versions('fit_scores')).some(({ tags }) => tags.includes('good'))).toBe(false);
    await page.close();
  });

  it('list all versions of a key, each with the run that logged it, and download them', async () => {
    const all = await versions('fit_scores');
    const { page } = await site.open(`/artifacts/${all[0]?.uid}?view=versions`);
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(6);
    const [download] = await Promise.all([page.waitForEvent('download'), rows.first().getByRole('link', { name: 'Download' }).click()]);
    expect(download.suggestedFilename()).toBe('scores.parquet');
    await rows.last().getByRole('link').nth(1).click();
    await page.getByRole('heading', { level: 1, name: 'fit' }).waitFor();
    await page.close();
  });
});
