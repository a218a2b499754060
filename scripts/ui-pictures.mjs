// Pictures of the web UI for docs/images, in light and dark. docs-pictures.mjs has the runs that are shown.
import { join } from 'node:path';
import { logSampleRuns } from '../test/ui/support/sample-runs.ts';
import { startServer } from '../src/server/index.ts';

const SIZE = { width: 1180, height: 700 };

/** Logs a sweep beside the pipeline that is there, and takes a picture of each page. The paths of the pictures. */
export async function photographUi({ browser, home, folder, pipeline }) {
  const { fits, gallery } = await logSampleRuns(home);
  const server = await startServer({ home, port: 0 });
  try {
    const of = (path) => fetch(`${server.url}/api/v1${path}`).then((answer) => answer.json());
    const { steps } = await of(`/runs/${pipeline}/graph`);
    const { artifacts } = await of('/artifacts?kind=model');
    const train = steps.find((step) => step.name === 'train').uid;
    const pages = {
      runs: '/runs',
      run: `/runs/${train}`,
      pipeline: `/pipelines/${pipeline}?step=${train}`,
      gantt: `/pipelines/${pipeline}?view=gantt&step=${train}`,
      compare: `/compare?runs=${fits.join(',')}&view=metrics`,
      lineage: `/artifacts/${artifacts[0].uid}?view=lineage`,
      dataset: `/runs/${gallery}?view=artifacts&artifact=people`,
      log: `/runs/${gallery}?view=log`,
    };
    const pictures = [];
    for (const scheme of ['light', 'dark']) {
      const tab = await browser.newPage({ viewport: SIZE, colorScheme: scheme, reducedMotion: 'reduce' });
      for (const [name, path] of Object.entries(pages))
        pictures.push(await photograph(tab, server.url + path, join(folder, `ui-${name}-${scheme}.png`)));
      await tab.setViewportSize({ width: 390, height: 700 });
      pictures.push(await photograph(tab, `${server.url}/runs`, join(folder, `ui-phone-${scheme}.png`)));
      await tab.close();
    }
    return pictures;
  } finally {
    await server.stop();
  }
}

async function photograph(tab, url, path) {
  await tab.goto(url);
  await tab.locator('h1').first().waitFor();
  await tab.waitForFunction('document.querySelector(".skeleton") === null');
  // The graph fits itself a frame later.
  await tab.waitForTimeout(400);
  await tab.screenshot({ path });
  return path;
}
