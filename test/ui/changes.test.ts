import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { defineHandler } from 'tidemark';
import { runLocal } from 'tidemark/local';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startPenguins } from './support/penguins.js';
import type { Penguins } from './support/penguins.js';
import { logSampleRuns } from './support/sample-runs.js';
import { openSite } from './support/site.js';
import type { Site } from './support/site.js';

const labelsOf = async (site: Site, uid: string) =>
  ((await (await fetch(`${site.url}/api/v1/runs/${uid}`)).json()) as { run: { labels: Record<string, string> } }).run.labels;

describe('runs without Temporal', () => {
  let site: Site;
  let home: string;
  let fits: readonly string[];
  beforeAll(async () => {
    home = temporaryFolder();
    ({ fits } = await logSampleRuns(home));
    site = await openSite(home);
  });

  it('get a label, another value of one, and lose one, on the page of a run', async () => {
    const { optimizer: _, ...others } = await labelsOf(site, fits[0] ?? '');
    const { page } = await site.open(`/runs/${fits[0]}`);
    await page.getByRole('button', { name: 'Edit labels' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Value of framework' }).fill('jax');
    await dialog.getByRole('button', { name: 'Take off optimizer' }).click();
    await dialog.getByRole('textbox', { name: 'Label', exact: true }).fill('stage');
    await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('final');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Labels saved').waitFor();
    await page.getByRole('region', { name: 'Labels' }).getByText('final').waitFor();
    expect(await labelsOf(site, fits[0] ?? '')).toEqual({ ...others, framework: 'jax', stage: 'final' });
    await page.close();
  });

  it('are labelled together, and keep the labels in which they differ', async () => {
    const { page } = await site.open('/runs?q=name+%3D+fit&sort=-startTime');
    await tick(page, 1, 2, 3);
    const before = await Promise.all([1, 2, 3].map((index) => labelsOf(site, fits[index] ?? '')));
    await page.keyboard.press('l');
    const dialog = page.getByRole('dialog', { name: 'Labels of 3 runs' });
    await dialog.getByRole('textbox', { name: 'Label', exact: true }).fill('team');
    await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('a');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Labelled 3 runs').waitFor();
    for (const [at, labels] of before.entries()) expect(await labelsOf(site, fits[at + 1] ?? '')).toEqual({ ...labels, team: 'a' });
    await page.close();
  });

  it('are aborted together, and those that are over are left alone', async () => {
    const waiting = defineHandler({
      run: (context) => new Promise<void>((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason))),
    });
    const running = [1, 2].map((number) => runLocal(waiting, { name: `wait-${number}`, home }).catch(() => undefined));
    const { page } = await site.open('/runs');
    await expect.poll(() => page.locator('tbody').getByText('running').count()).toBe(2);
    await page.getByRole('checkbox', { name: 'Select wait-1' }).check();
    await page.getByRole('checkbox', { name: 'Select wait-2' }).check();
    await page.getByRole('checkbox', { name: 'Select import-rows' }).check();
    await page.getByRole('region', { name: 'Selected runs' }).getByRole('button', { name: 'Abort' }).click();
    await page.getByRole('dialog', { name: 'Abort these 2 runs?' }).getByRole('button', { name: 'Abort' }).click();
    await Promise.all(running);
    await expect.poll(() => page.locator('tbody').getByText('aborted').count()).toBe(2);
    await page.close();
  }, 40_000);

  it('are deleted together after a question, and are gone from the table', async () => {
    const { page } = await site.open('/runs?q=name+%3D+fit');
    const rows = page.locator('tbody tr');
    await tick(page, 0, 1);
    await page.getByRole('region', { name: 'Selected runs' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete these 2 runs?' }).getByRole('button', { name: 'Keep' }).click();
    expect(await rows.count()).toBe(fits.length);
    await page.getByRole('region', { name: 'Selected runs' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted 2 runs').waitFor();
    await expect.poll(() => rows.count()).toBe(fits.length - 2);
    await page.close();
  });

  it('cannot be started again from here, and offer no button for it', async () => {
    const { page } = await site.open(`/runs/${fits[0]}`);
    await page.getByRole('button', { name: 'Delete' }).waitFor();
    expect(await page.getByRole('button', { name: 'Start again' }).count()).toBe(0);
    await page.close();
  });
});

describe('runs on Temporal', () => {
  let site: Site;
  let penguins: Penguins;
  let trained: string;
  beforeAll(async () => {
    const home = temporaryFolder();
    penguins = await startPenguins(home, await temporalAddress());
    const started = await penguins.start({ epochs: 20 });
    await started.over();
    trained = started.uid;
    site = await openSite(home, { temporal: penguins.temporal });
  }, 180_000);
  afterAll(() => penguins.stop());

  it('start again as pipelines, with other params', async () => {
    const { page } = await site.open(`/pipelines/${trained}`);
    await page.getByRole('button', { name: 'Start again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start train-penguins again' });
    await dialog.getByRole('spinbutton', { name: 'epochs' }).fill('7');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await page.waitForURL((url) => /\/pipelines\/[0-9a-f]{32}/.test(url.pathname) && !url.pathname.endsWith(trained));
    await page.locator('h1').getByText('completed').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Results and params' }).click();
    expect(await page.getByRole('region', { name: 'Params' }).innerText()).toMatch(/epochs\s+7/);
    await page.close();
  }, 90_000);

  it('start again as a single step, by a form that its schema made, which says what is wrong', async () => {
    const { page } = await site.open(`/pipelines/${trained}`);
    await page.getByLabel('Graph of the steps').getByRole('link', { name: /train/ }).click();
    await page.getByRole('link', { name: 'Open the run' }).click();
    await page.getByRole('button', { name: 'Start again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start train again' });
    // A param that the run was not given is there too: the schema says so.
    await dialog.getByRole('checkbox', { name: 'failFirstAttempt' }).waitFor();
    await dialog.getByRole('textbox', { name: 'data' }).waitFor();
    const rate = dialog.getByRole('spinbutton', { name: 'learningRate' });
    await rate.fill('0');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await page.locator('label.field').filter({ hasText: 'learningRate' }).getByRole('alert').waitFor();
    await rate.fill('0.5');
    await dialog.getByRole('spinbutton', { name: 'epochs' }).fill('9');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await page.waitForURL((url) => /\/runs\/[0-9a-f]{32}/.test(url.pathname));
    await page.locator('h1').getByText('completed').waitFor({ timeout: 60_000 });
    expect(await page.getByRole('region', { name: 'Params' }).innerText()).toMatch(/epochs\s+9/);
    await page.close();
  }, 90_000);

  it('are aborted on the page of the pipeline: the workflow is cancelled', async () => {
    const started = await penguins.start({ epochs: 10_000_000 });
    await expect.poll(async () => (await fetch(`${site.url}/api/v1/runs/${started.uid}`)).status, { timeout: 30_000 }).toBe(200);
    const { page } = await site.open(`/pipelines/${started.uid}`);
    await page.getByLabel('Graph of the steps').getByRole('link', { name: /train/ }).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Abort' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Abort' }).click();
    await page.locator('h1').getByText('aborted').waitFor({ timeout: 60_000 });
    await started.over();
    await page.close();
  }, 120_000);
});

async function tick(page: Page, ...rows: readonly number[]): Promise<void> {
  await page.locator('tbody tr').first().waitFor();
  for (const row of rows) await page.locator('tbody tr').nth(row).getByRole('checkbox').check();
}
