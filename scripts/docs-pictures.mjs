// Makes docs/images/run-page.png: runs examples/01-train on a Temporal server of its own, exports the report of the `train` step, and takes its picture.
// `node --import tsx scripts/docs-pictures.mjs`, after `npm run build`; CHROMIUM names the browser when it is not /usr/bin/chromium.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { chromium } from 'playwright-core';
import { openClient } from 'tidemark/client';
import { connectOrStart, startWorker } from 'tidemark/worker';

const root = join(import.meta.dirname, '..');
const example = join(root, 'examples/01-train');
const picture = join(root, 'docs/images/run-page.png');
const LIMIT_BYTES = 300 * 1024;

const home = mkdtempSync(join(tmpdir(), 'tidemark-pictures-'));
try {
  const page = join(home, 'report.html');
  writeFileSync(page, await reportOfTraining());
  await photograph(page);
  const { size } = statSync(picture);
  console.log(`${picture}: ${Math.round(size / 1024)} KiB`);
  if (size > LIMIT_BYTES) throw new Error(`The picture is larger than ${LIMIT_BYTES / 1024} KiB.`);
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function reportOfTraining() {
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
    return await client.exportReport(training.uid);
  } finally {
    await client.close();
    await worker.stop();
    await connection.close();
    await target.stop();
  }
}

async function photograph(page) {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const width = 1100;
    const tab = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme: 'light' });
    await tab.goto(pathToFileURL(page).href);
    // Results and the charts of the metrics; the artifacts below would need a second screen.
    const below = await tab.getByRole('heading', { name: 'Artifacts', exact: true }).first().boundingBox();
    if (below === null) throw new Error('The report has no heading "Artifacts" to cut the picture at.');
    await tab.screenshot({ path: picture, fullPage: true, clip: { x: 0, y: 0, width, height: Math.floor(below.y) - 8 } });
  } finally {
    await browser.close();
  }
}
