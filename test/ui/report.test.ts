import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openClient } from 'tidemark/client';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { logSampleRuns } from './support/sample-runs.js';
import { openSite, overflow } from './support/site.js';
import type { Site } from './support/site.js';

/** What `tidemark runs export` writes, opened from the disk. */
describe('the exported page of a run', () => {
  let site: Site;
  let file: string;
  beforeAll(async () => {
    const home = temporaryFolder();
    const { gallery } = await logSampleRuns(home);
    const client = await openClient({ home });
    file = join(home, 'report.html');
    await writeFile(file, await client.exportReport(gallery));
    await client.close();
    site = await openSite(home);
  });
  const open = async () => {
    const { page } = await site.open('/runs');
    await page.goto(pathToFileURL(file).href);
    return { page };
  };
  const artifact = (page: Page, key: string) =>
    page.locator('article.artifact').filter({ has: page.getByRole('heading', { name: key, exact: true }) });

  it('has the values, the labels and the whole log', async () => {
    const { page } = await open();
    const text = await page.locator('main').innerText();
    for (const value of ['2026-01-02T03:04:05.000Z', '12345678901234567890n', 'NaN', 'team=data']) expect(text).toContain(value);
    const log = await page.locator('.attempt').first().textContent();
    for (const line of ['row 0 read', 'row 2999 read', '7 rows have no species', 'one row could not be read']) expect(log).toContain(line);
    await page.close();
  });

  it('has a preview of every artifact', async () => {
    const { page } = await open();
    expect(await page.frameLocator('iframe[title="page"]').getByRole('heading').innerText()).toBe('A page');
    expect(await artifact(page, 'notes').getByRole('heading', { name: 'Notes', exact: true }).count()).toBe(1);
    expect(await artifact(page, 'table').getByRole('columnheader', { name: 'score' }).count()).toBe(1);
    expect(await artifact(page, 'config').innerText()).toContain('"dropout": 0.2');
    expect(await artifact(page, 'text').innerText()).toContain('of two lines');
    expect((await artifact(page, 'drawing').getByRole('img').boundingBox())?.width).toBeGreaterThan(0);
    expect(await artifact(page, 'people').getByRole('row', { name: /^age/ }).locator('svg rect').count()).toBe(20);
    expect(await artifact(page, 'forest').innerText()).toContain('random forest');
    expect(await artifact(page, 'folder').innerText()).toContain('data/rows.csv');
    await page.close();
  });

  it('has what happened when, and the record', async () => {
    const { page } = await open();
    await page.getByText('What happened when').click();
    await page.getByText('Attempt 1 completed and published').waitFor();
    await page.getByText('The record as JSON').click();
    const record = JSON.parse(await page.locator('details[open] > pre').last().innerText()) as { name: string };
    expect(record.name).toBe('gallery');
    await page.close();
  });

  it('runs no script, asks nobody for anything, and fits a phone', async () => {
    const { page } = await site.open('/runs', { width: 390, scheme: 'dark' });
    await page.goto('about:blank');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.locator('main').waitFor();
    expect(asked.filter((url) => !/^(file|data|about):/.test(url))).toEqual([]);
    expect(await page.frameLocator('iframe[title="page"]').locator('#out').innerText()).toBe('waiting');
    expect(await overflow(page)).toBe(0);
    await page.close();
  });
});
