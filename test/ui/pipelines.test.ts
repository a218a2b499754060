import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startPenguins } from './support/penguins.js';
import type { Penguins } from './support/penguins.js';
import { logSampleRuns } from './support/sample-runs.js';
import { layoutShift, openSite, overflow, settled } from './support/site.js';
import type { Site } from './support/site.js';

let site: Site;
let penguins: Penguins;
let trained: string;
let failed: string;
let samples: Awaited<ReturnType<typeof logSampleRuns>>;

beforeAll(async () => {
  const home = temporaryFolder();
  samples = await logSampleRuns(home);
  penguins = await startPenguins(home, await temporalAddress());
  const good = await penguins.start({ failFirstAttempt: true });
  const bad = await penguins.start({ raw: '/nowhere.csv' });
  await Promise.all([good.over(), bad.over()]);
  [trained, failed] = [good.uid, bad.uid];
  site = await openSite(home);
}, 180_000);
afterAll(() => penguins.stop());

describe('the page of a pipeline', () => {
  it('shows its steps and what went between them, and a step beside them at a click', async () => {
    const { page } = await site.open(`/pipelines/${trained}`);
    const graph = page.getByLabel('Graph of the steps');
    await graph.getByRole('link', { name: /evaluate/ }).waitFor();
    expect(await graph.getByRole('link').count()).toBe(4);
    expect(await page.locator('.flow-label').allInnerTexts()).toContain('test');
    await graph.getByRole('link', { name: /train/ }).click();
    const panel = page.getByRole('region', { name: 'Step train' });
    await panel.waitFor();
    await panel.getByText('accuracy').first().waitFor();
    await page.waitForURL(/step=/);
    await page.close();
  });

  it('shows each attempt as a bar of its own', async () => {
    const { page } = await site.open(`/pipelines/${trained}?view=gantt`);
    const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: /train/ }) });
    await row.waitFor();
    expect(await row.locator('.gantt-bar').count()).toBe(2);
    expect(await row.locator('.gantt-bar.failed').count()).toBe(1);
    await page.close();
  });

  it('leads to the error of a failed step in two clicks from the list of pipelines', async () => {
    const { page } = await site.open('/pipelines?state=failed');
    await page.getByRole('link', { name: 'train-penguins' }).click();
    await page.getByRole('region', { name: 'Failed steps' }).getByText('InputNotFoundError', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'See the error' }).click();
    await page.getByRole('heading', { level: 1, name: 'prepare' }).waitFor();
    expect(await page.getByRole('region', { name: 'Error' }).innerText()).toContain('nowhere.csv');
    await page.close();
  });

  it('fills itself while the pipeline goes on, without a reload', async () => {
    const started = await penguins.start({ epochs: 2000 });
    await expect.poll(async () => (await fetch(`${site.url}/api/v1/runs/${started.uid}`)).status, { timeout: 30_000 }).toBe(200);
    const { page } = await site.open(`/pipelines/${started.uid}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page
      .getByRole('link', { name: /report/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await page.locator('h1').getByText('completed').waitFor({ timeout: 60_000 });
    await started.over();
    await page.close();
  });
});

describe('a failed attempt', () => {
  it('keeps its error, its metrics and what it logged', async () => {
    const { page } = await site.open(`/pipelines/${trained}`);
    await page.getByLabel('Graph of the steps').getByRole('link', { name: /train/ }).click();
    await page.getByRole('link', { name: 'Open the run' }).click();
    await page.getByRole('link', { name: /Attempts/ }).click();
    const first = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Attempt 1' }) });
    await first.getByText('This attempt fails on purpose', { exact: false }).first().waitFor();
    await first.getByRole('link', { name: 'What it logged' }).click();
    await page.getByText('draft').first().waitFor();
    expect(await page.getByText('1 of 2').count()).toBe(1);
    await page.close();
  });
});

describe('lineage', () => {
  it('leads from a model back to the data and on to what was made of it', async () => {
    const { page } = await site.open('/models');
    await page.getByRole('link', { name: 'train_model' }).click();
    await page.getByRole('link', { name: 'Lineage' }).click();
    const graph = page.getByLabel('Lineage', { exact: true });
    await graph.getByRole('link', { name: /predictions/ }).waitFor();
    await graph.getByRole('link', { name: /train\s*dataset/ }).click();
    await page.getByRole('heading', { level: 1, name: 'train' }).waitFor();
    const readers = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Read by' }) });
    await readers.getByRole('link', { name: 'train' }).waitFor();
    expect(page.url()).toContain('view=lineage');
    await page.close();
  });
});

describe('every page', () => {
  async function paths(): Promise<Readonly<Record<string, string>>> {
    const { artifacts } = (await (await fetch(`${site.url}/api/v1/artifacts?kind=model`)).json()) as {
      artifacts: readonly { uid: string }[];
    };
    const fits = samples.fits.join(',');
    return {
      runs: '/runs',
      pipelines: '/pipelines',
      run: `/runs/${samples.fits[0]}`,
      log: `/runs/${samples.gallery}?view=log`,
      dataset: `/runs/${samples.gallery}?view=artifacts&artifact=people`,
      attempts: `/runs/${samples.gallery}?view=attempts`,
      timeline: `/runs/${samples.gallery}?view=timeline`,
      pipeline: `/pipelines/${trained}`,
      'failed pipeline': `/pipelines/${failed}`,
      gantt: `/pipelines/${trained}?view=gantt`,
      artifacts: '/artifacts',
      model: `/artifacts/${artifacts[0]?.uid}`,
      lineage: `/artifacts/${artifacts[0]?.uid}?view=lineage`,
      versions: `/artifacts/${artifacts[0]?.uid}?view=versions`,
      compare: `/compare?runs=${fits}`,
      parallel: `/compare?runs=${fits}&view=parallel`,
      datasets: `/compare?runs=${fits}&view=datasets`,
      charts: `/compare?runs=${fits}&view=charts`,
      'no such page': '/elsewhere',
    };
  }

  it.each([
    ['on a wide screen', 1440, 'light'],
    ['in the dark', 1440, 'dark'],
    ['on a phone', 390, 'light'],
  ] as const)(
    '%s is accessible, has nothing beside the screen, and does not jump',
    async (_name, width, scheme) => {
      const { page, faults } = await site.open('/', { width, height: 844, scheme });
      for (const [name, path] of Object.entries(await paths())) {
        await page.goto(site.url + path);
        await settled(page);
        expect.soft(await seriousFaults(page), `${name}: accessibility`).toEqual([]);
        expect.soft(await overflow(page), `${name}: pixels beside the screen`).toBe(0);
        expect.soft(await layoutShift(page), `${name}: layout shift`).toBeLessThan(0.05);
        expect.soft(faults.splice(0), name).toEqual([]);
      }
      await page.close();
    },
    180_000,
  );
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const results: AxeResults = await page.evaluate('axe.run()');
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html.slice(0, 160))
          .slice(0, 3)
          .join(' | ')}`,
    );
}
