import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';

/** Where the built UI is: beside this package's code, also when that runs from source. */
export function uiFolder(): string {
  const beside = fileURLToPath(new URL('../ui', import.meta.url));
  return existsSync(join(beside, 'index.html')) ? beside : fileURLToPath(new URL('../../dist/ui', import.meta.url));
}

/** The web UI: its files, and for every other path its page, which finds its way by itself. */
export function serveUi(app: Pick<Hono, 'get' | 'use'>, folder: string): void {
  if (existsSync(join(folder, 'index.html'))) serveFiles(app, folder);
  app.get('*', async (c) => {
    c.header('cache-control', 'no-cache');
    const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
    return page === undefined ? c.html(NOT_BUILT, 503) : c.html(page);
  });
}

function serveFiles(app: Pick<Hono, 'use'>, folder: string): void {
  // Vite puts a digest into the names of these.
  app.use('/assets/*', serveStatic({ root: folder, onFound: (_, c) => c.header('cache-control', 'public, max-age=31536000, immutable') }));
  app.use('*', serveStatic({ root: folder, onFound: (_, c) => c.header('cache-control', 'no-cache') }));
}

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tidemark</title></head>
<body><h1>The web UI is not built</h1>
<p>The API is served: see <a href="/api/openapi.json">/api/openapi.json</a>.</p>
<p>In a checkout of Tidemark, run <code>npm run build</code>, then start the server again. An installed package has the UI in it: install it again.</p>
</body></html>
`;
