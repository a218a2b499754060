import { beforeAll, describe, expect, it } from 'vitest';
import { defineHandler } from 'tidemark';
import type { RunContext } from 'tidemark';
import { runLocal } from 'tidemark/local';
import { temporaryFolder } from '../support/temporary-folder.js';
import { openSite } from './support/site.js';
import type { Site } from './support/site.js';

/** A run that does what it is told, when it is told. */
function puppet(home: string) {
  let play: (context: RunContext) => void = () => undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const playing = new Promise<RunContext>((resolve) => (play = resolve));
  const handler = defineHandler({
    async run(context) {
      play(context as unknown as RunContext);
      await ended;
    },
  });
  const over = runLocal(handler, { name: 'puppet', home });
  return { context: () => playing, end: () => (end(), over) };
}

describe('a page that is open', () => {
  let site: Site;
  let home: string;
  beforeAll(async () => {
    home = temporaryFolder();
    site = await openSite(home);
  });

  it('shows what the run logs as it logs it, and its end', async () => {
    const run = puppet(home);
    const context = await run.context();
    await context.logResult('rows', 1);
    const { page } = await site.open(`/runs/${context.uid}`);
    await page.locator('h1').getByText('running').waitFor();
    await context.logResult('rows', 4242);
    await page.getByText('4242').waitFor();
    await context.logMetric('loss', 0.75, 0);
    await context.logMetric('loss', 0.5, 1);
    await page.getByRole('img', { name: /^loss: last 0.5/ }).waitFor();
    await context.progress(3, 4);
    await page.getByText('3 of 4').waitFor();
    await run.end();
    await page.locator('h1').getByText('completed').waitFor();
    expect(await page.locator('h1').innerText()).toContain('completed');
    await page.close();
  });

  it('follows the log at its end', async () => {
    const run = puppet(home);
    const context = await run.context();
    const { page } = await site.open(`/runs/${context.uid}?view=log`);
    await page.getByRole('heading', { name: 'No lines yet' }).waitFor();
    for (let line = 0; line < 200; line += 1) context.logger.info(`line ${line}`);
    await page.getByText('line 199', { exact: true }).waitFor();
    expect(await page.getByText('line 0', { exact: true }).count()).toBe(0);
    await run.end();
    await page.close();
  });

  it('shows a new run in the list without a reload', async () => {
    const { page } = await site.open('/runs');
    await page.locator('tbody tr').first().waitFor();
    const rows = await page.locator('tbody tr').count();
    const run = puppet(home);
    await run.context();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(rows + 1);
    await page.locator('tbody tr').first().getByText('running').waitFor();
    await run.end();
    await page.locator('tbody tr').first().getByText('completed').waitFor();
    await page.close();
  });

  it('has no gap after the server was away', async () => {
    const run = puppet(home);
    const context = await run.context();
    context.logger.info('before');
    const { page } = await site.open(`/runs/${context.uid}?view=log`);
    await page.getByText('before', { exact: true }).waitFor();
    await site.restart(async () => {
      context.logger.info('while the server was away');
      await context.logResult('seen', 'meanwhile');
    });
    context.logger.info('after');
    await page.getByText('after', { exact: true }).waitFor({ timeout: 20_000 });
    const lines = await page.locator('.log-text').allInnerTexts();
    expect(lines).toEqual(['before', 'while the server was away', 'after']);
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText('meanwhile').waitFor();
    await run.end();
    await page.close();
  });
});
