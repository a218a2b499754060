import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { logSampleRuns } from './support/sample-runs.js';
import { openSite } from './support/site.js';
import type { Site } from './support/site.js';

describe('the runs page', () => {
  let site: Site;
  let fits: readonly string[];
  beforeAll(async () => {
    const home = temporaryFolder();
    ({ fits } = await logSampleRuns(home));
    site = await openSite(home);
  });

  it('shows every run with its state in words, newest first, and the error of one that failed', async () => {
    const { page } = await site.open('/runs');
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(fits.length + 2);
    expect(await rows.first().innerText()).toContain('import-rows');
    expect(await rows.first().innerText()).toContain('error');
    expect(await rows.first().innerText()).toContain('TypeError: The file of rows cannot be read');
    expect(await rows.last().innerText()).toContain('gallery');
    await page.close();
  });

  it('says how long ago a run started, and the exact time on hover', async () => {
    const { page } = await site.open('/runs');
    const time = page.locator('tbody tr').first().locator('time');
    await time.waitFor();
    expect(await time.innerText()).toMatch(/ago|just now/);
    const exact = (await time.getAttribute('datetime')) ?? '';
    expect(new Date(exact).toISOString()).toBe(exact);
    expect(await time.getAttribute('title')).toContain(exact);
    await page.close();
  });

  it('keeps states, columns and order in its address', async () => {
    const { page } = await site.open('/runs');
    await page.getByRole('button', { name: 'Completed' }).click();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'rate' }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'results.loss' }).click();
    await page.waitForURL(/sort=results.loss/);
    const again = await site.open(new URL(page.url()).pathname + new URL(page.url()).search);
    await again.page.locator('tbody tr').first().waitFor();
    const cells = again.page.locator('td[data-column="params"]');
    expect(await cells.first().innerText()).toBe('0.01');
    expect(await again.page.getByRole('columnheader', { name: 'results.loss' }).getAttribute('aria-sort')).toBe('descending');
    expect(await again.page.getByText('import-rows').count()).toBe(0);
    await page.close();
    await again.page.close();
  });

  it('is walked with j, k, x and Enter, and c compares what is ticked', async () => {
    const { page } = await site.open('/runs?state=completed');
    await page.locator('tbody tr').first().waitFor();
    for (const key of ['j', 'x', 'j', 'x', 'j', 'k']) await page.keyboard.press(key);
    expect(await page.locator('tr.selected').count()).toBe(2);
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Compare 2 runs' }).waitFor();
    await page.goBack();
    await page.locator('tbody tr').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'fit' }).waitFor();
    await page.close();
  });

  it('focuses the search with /, and tells its keys with ?', async () => {
    const { page } = await site.open('/runs');
    await page.locator('tbody tr').first().waitFor();
    await page.keyboard.press('/');
    expect(await page.locator('input[type=search]:focus').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.close();
  });

  it('says what to do when there is nothing to show', async () => {
    const empty = await openSite(temporaryFolder());
    const { page } = await empty.open('/runs');
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    expect(await page.getByText('npm run demo').count()).toBe(1);
    await page.close();
  });

  it('shows one project when asked, and keeps it from page to page', async () => {
    const { page } = await site.open('/runs');
    await page.getByRole('option', { name: 'samples' }).waitFor({ state: 'attached' });
    await page.getByRole('combobox', { name: 'Project' }).selectOption('samples');
    await page.waitForURL(/project=samples/);
    await page.getByRole('link', { name: 'Artifacts' }).click();
    await page.waitForURL(/artifacts\?project=samples/);
    expect(await page.getByRole('combobox', { name: 'Project' }).inputValue()).toBe('samples');
    await page.close();
  });
});

describe('the search of the runs page', () => {
  let site: Site;
  beforeAll(async () => {
    const home = temporaryFolder();
    await logSampleRuns(home);
    site = await openSite(home);
  });

  it('finds by state, params, results and labels, and keeps what was searched for in the address', async () => {
    const { page } = await site.open('/runs');
    await page.locator('tbody tr').first().waitFor();
    await page.getByRole('searchbox').fill('results.accuracy > 0.9 and labels.optimizer = adam');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.reload();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(await page.getByRole('searchbox').inputValue()).toBe('results.accuracy > 0.9 and labels.optimizer = adam');
    await page.close();
  });

  it('is put together from the fields that there are, by who does not know the language', async () => {
    const { page } = await site.open('/runs');
    await page.locator('tbody tr').first().waitFor();
    const add = async (field: string, operator: string, value: string) => {
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.getByRole('combobox', { name: 'Field' }).selectOption(field);
      await page.getByRole('combobox', { name: 'Comparison' }).selectOption(operator);
      await page.getByRole('textbox', { name: 'Value' }).fill(value);
      await page.getByRole('button', { name: 'Add' }).click();
    };
    await add('results.accuracy', '>', '0.9');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(2);
    await add('labels.optimizer', '=', 'adam');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(await page.getByRole('searchbox').inputValue()).toBe('results.accuracy > 0.9 and labels.optimizer = adam');
    await page.close();
  });

  it('marks the character where a query goes wrong, and says what was expected', async () => {
    const { page } = await site.open('/runs?q=state+%3D+eror');
    const hint = page.getByRole('alert');
    await hint.waitFor();
    expect(await hint.locator('mark').innerText()).toBe('e');
    expect(await hint.locator('code').innerText()).toBe('state = eror');
    expect(await hint.innerText()).toContain('there is no such state');
    expect(await page.getByRole('searchbox').getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('searchbox').fill('state = error');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.close();
  });

  it('says what to do when nothing matches', async () => {
    const { page } = await site.open('/runs?q=name+%3D+nobody');
    await page.getByRole('heading', { name: 'No run matches' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(0);
    await page.close();
  });
});
