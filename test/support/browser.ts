import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

/** What a page did by itself. */
export interface Watched {
  readonly page: Page;
  /** What it asked for, its own address first. */
  readonly requests: readonly string[];
  /** What it printed, threw and asked people. */
  readonly said: readonly string[];
}

/** Opens a page in a browser of its own: Chromium, which the variable CHROMIUM names when it is not /usr/bin/chromium. */
export async function inBrowser<T>(url: string, look: (watched: Watched) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 800 } });
    const [requests, said]: [string[], string[]] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('dialog', (dialog) => {
      said.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    return await look({ page, requests, said });
  } finally {
    await browser.close();
  }
}
