import { existsSync } from 'node:fs';
import { aptInstall, canInstall } from './apt-install.js';

const DEBIANS = '/usr/bin/chromium';

/** Debian's Chromium, or the one that CHROMIUM names; installs it where there is none and we may. */
export async function chromiumPath(): Promise<string> {
  const path = process.env['CHROMIUM'] ?? DEBIANS;
  if (existsSync(path)) return path;
  if (path !== DEBIANS || !canInstall())
    throw new Error(
      `These tests need a Chromium, and there is none at ${path}. On Debian: sudo apt-get install chromium. Elsewhere name one in CHROMIUM.`,
    );
  await aptInstall('chromium');
  return path;
}
