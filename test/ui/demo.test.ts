import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoProcess } from '../stories/demo-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { openSite, overflow } from './support/site.js';
import type { Site } from './support/site.js';

/** What a newcomer does first: `npm run demo -- --keep`, and a look at the address that it prints. */
describe('the demo, seen in the web UI that it serves', () => {
  let demo: DemoProcess;
  let browser: Site;
  let address: string;
  beforeAll(async () => {
    demo = new DemoProcess(['--keep', '--epochs', '400']);
    browser = await openSite(temporaryFolder());
    [, address = ''] = await demo.printed(/watched at (http\S+)/);
  }, 120_000);
  afterAll(() => demo.dispose());
  const open = async (url: string, look: Parameters<Site['open']>[1] = {}) => {
    const { page } = await browser.open('/', look);
    await page.goto(url);
    return page;
  };

  it('fills while it runs: one step after the other, the second attempt of one, the end of all', async () => {
    const page = await open(address);
    const graph = page.getByLabel('Graph of the steps');
    await graph.getByRole('link', { name: /prepare/ }).waitFor({ timeout: 60_000 });
    await graph.getByRole('link', { name: /train.*attempt 2/s }).waitFor({ timeout: 60_000 });
    await graph.getByRole('link', { name: /report/ }).waitFor({ timeout: 90_000 });
    await page.locator('h1').getByText('completed').waitFor({ timeout: 60_000 });
    expect(await graph.getByRole('link').count()).toBe(4);
    await page.close();
  }, 180_000);

  it('leads from the pipeline to the stack and the log of the attempt that failed on purpose, in three clicks', async () => {
    await demo.printed(/stay until Ctrl-C/);
    const page = await open(address);
    await page.getByLabel('Graph of the steps').getByRole('link', { name: /train/ }).click();
    await page.getByRole('link', { name: 'Open the run' }).click();
    await page.getByRole('link', { name: /Attempts/ }).click();
    const first = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Attempt 1' }) });
    expect(await first.getByRole('region', { name: 'Error' }).innerText()).toContain('handlers.ts');
    await first.getByRole('link', { name: 'Its log' }).click();
    await page.getByText('1 of 2').waitFor();
    await page.close();
  });

  it('leads to the workflow in the Temporal UI', async () => {
    const page = await open(address);
    const link = page.locator('.facts').getByRole('link', { name: /trainPenguins-/ });
    await link.waitFor();
    const href = (await link.getAttribute('href')) ?? '';
    expect(demo.output).toContain(href);
    expect((await fetch(href)).status).toBe(200);
    await page.close();
  });

  it('is found by its workflow, as the Temporal UI links to it', async () => {
    const [, workflowId = ''] = await demo.printed(/started the workflow (\S+)/);
    const page = await open(`${new URL(address).origin}/workflows/${workflowId}`);
    await page.waitForURL(address);
    await page.getByRole('heading', { level: 1, name: 'train-penguins' }).waitFor();
    await page.goto(`${new URL(address).origin}/workflows/none-such`);
    const none = page.getByRole('heading', { name: 'This workflow has no run yet' });
    await none.waitFor();
    expect(await none.count()).toBe(1);
    await page.close();
  });

  it('has two steps side by side, and fits a phone', async () => {
    const page = await open(`${new URL(address).origin}/runs`, { width: 390, height: 844 });
    await page.getByRole('checkbox', { name: 'Select train', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Select evaluate' }).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('heading', { name: 'Compare 2 runs' }).waitFor();
    await page
      .getByRole('row', { name: /^accuracy/ })
      .first()
      .waitFor();
    expect(await overflow(page)).toBe(0);
    await page.close();
  });
});
