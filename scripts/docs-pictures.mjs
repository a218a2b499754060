// Makes the pictures of docs/images: runs examples/01-train on a Temporal server of its own, exports the report of the `train` step and takes its picture,
// then takes pictures of the pages of the web UI, in light and dark.
// `node --import tsx scripts/docs-pictures.mjs`, after `npm run build`; CHROMIUM names the browser when it is not /usr/bin/chromium.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { chromium } from 'playwright-core';
import { openClient } from 'tidemark/client';
import { connectOrStart, startWorker } from 'tidemark/worker';
import { photographUi } from './ui-pictures.mjs';

const root = join(import.meta.dirname, '..');
const example = join(root, 'examples/01-train');
const picture = join(root, 'docs/images/run-page.png');
const LIMIT_BYTES = 300 * 1024;

const LIMIT_ALL_BYTES = 1.5 * 1024 * 1024;

const home = mkdtempSync(join(tmpdir(), 'tidemark-pictures-'));
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = join(home, 'report.html');
  const { report, pipeline } = await train();
  writeFileSync(page, report);
  await photograph(page);
  const pictures = [picture, ...(await photographUi({ browser, home, folder: join(root, 'docs/images'), pipeline }))];
  const sizes = pictures.map((path) => statSync(path).size);
  for (const [index, path] of pictures.entries()) console.log(`${path}: ${Math.round(sizes[index] / 1024)} KiB`);
  if (Math.max(...sizes) > LIMIT_BYTES) throw new Error(`A picture is larger than ${LIMIT_BYTES / 1024} KiB.`);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (all > LIMIT_ALL_BYTES) throw new Error(`Together the pictures have ${Math.round(all / 1024)} KiB, of ${LIMIT_ALL_BYTES / 1024}.`);
} finally {
  await browser.close();
  rmSync(home, { recursive: true, force: true });
}

async function train() {
  const target = await connectOrStart({ folder: home, inMemory: true, ui: false, onProgress: console.log });
  const connection = await Connection.connect(target.connectionOptions);
  const settings = { home, project: 'penguins' };
  const worker = await startWorker({
    handlers: join(example, 'handlers.ts'),
    pipelines: join(example, 'pipeline.ts'),
    connection: target.connectionOptions,
    namespace: target.namespace,
    ...settings,
  });
  const client = await openClient({ ...settings, temporal: new Client({ connection, namespace: target.namespace }) });
  try {
    const started = await client.start('trainPenguins', { raw: join(example, 'data/penguins.csv'), failFirstAttempt: true });
    await started.result();
    const [training] = await client.listRuns({ parentUid: started.uid, name: 'train' });
    return { report: await client.exportReport(training.uid), pipeline: started.uid };
  } finally {
    await client.close();
    await worker.stop();
    await connection.close();
    await target.stop();
  }
}

async function photograph(page) {
  const width = 1100;
  const tab = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme: 'light' });
  await tab.goto(pathToFileURL(page).href);
  // Results and the charts of the metrics; the artifacts below would need a second screen.
  const below = await tab.getByRole('heading', { name: 'Artifacts', exact: true }).first().boundingBox();
  if (below === null) throw new Error('The report has no heading "Artifacts" to cut the picture at.');
  await tab.screenshot({ path: picture, fullPage: true, clip: { x: 0, y: 0, width, height: Math.floor(below.y) - 8 } });
  await tab.close();
}
