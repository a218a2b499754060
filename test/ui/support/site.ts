import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { startServer } from '../../../src/server/index.js';
import type { ServerOptions } from '../../../src/server/index.js';
import { chromiumPath } from '../../support/chromium.js';

const ui = join(import.meta.dirname, '../../../dist/ui');

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
}

/** A page, and what went wrong on it. */
export interface Seen {
  readonly page: Page;
  /** Errors of scripts, and what the content security policy forbade. */
  readonly faults: string[];
}

/** The built UI on a server of its own, and a browser to look at it. */
export interface Site {
  readonly url: string;
  /** Opens a path; 1440 × 900 and light unless told. */
  open(path: string, look?: Look): Promise<Seen>;
  /** Stops the server, calls `meanwhile`, and starts it again at the same address. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
}

/** Serves the stores in `home`; ends after the tests of the file. */
export async function openSite(home: string, options: Pick<ServerOptions, 'temporal' | 'temporalUiUrl'> = {}): Promise<Site> {
  if (!existsSync(join(ui, 'index.html'))) throw new Error('The UI is not built: npm run build:ui');
  const where = { home, uiFolder: ui, ...options };
  let server = await startServer({ ...where, port: 0 });
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
  return {
    url: server.url,
    async restart(meanwhile) {
      const port = Number(new URL(server.url).port);
      await server.stop();
      await meanwhile();
      server = await startServer({ ...where, port });
    },
    async open(path, { width = 1440, height = 900, scheme = 'light' } = {}) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
      page.setDefaultTimeout(15_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
      });
      await page.addInitScript(COUNT_SHIFTS);
      await page.goto(server.url + path);
      return { page, faults };
    },
  };
}

/** Waits until nothing is on its way any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1, .empty h2').first().waitFor();
  // Not by a function in the page: its policy lets none be made from text.
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

/** The cumulative layout shift so far. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate('shifted');
}

/** How many pixels of the page stand out at the right. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)');
}

// Runs in the page.
const COUNT_SHIFTS = `
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
`;
