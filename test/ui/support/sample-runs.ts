import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HtmlArtifact, MarkdownArtifact, TableArtifact, defineHandler } from 'tidemark';
import { runLocal } from 'tidemark/local';
import { z } from 'zod';

/** Something of every kind that a run page shows; the HTML tries to reach the API, the Markdown to bring markup along. */
export const gallery = defineHandler({
  async run(context) {
    for (let line = 0; line < 3000; line += 1) context.logger.debug(`row ${line} read`, { bytes: line * 17 });
    context.logger.info('read all rows', { rows: 3000 });
    context.logger.warn('7 rows have no species');
    context.logger.error('one row could not be read', { row: 1289 });
    context.setLabel('team', 'data');
    context.logResults({
      rows: 3000,
      ratio: 0.1 + 0.2,
      when: new Date('2026-01-02T03:04:05Z'),
      huge: 12345678901234567890n,
      odd: Number.NaN,
    });
    context.logArtifact(new HtmlArtifact('page', `<h1>A page</h1><p id="out">waiting</p><script>${REACH_OUT}</script>`));
    context.logArtifact(
      new MarkdownArtifact(
        'notes',
        '# Notes\n\nSome **bold** words, <b>no tag</b>, a [link](javascript:alert(1)) and `code`.\n\n- [x] done\n',
      ),
    );
    context.logArtifact(new TableArtifact('table', { header: ['name', 'score'], rows: [['a', 1], ['b', 2]] })); // prettier-ignore
    context.logArtifact('config', { body: JSON.stringify({ layers: [64, 32], dropout: 0.2 }), localPath: 'config.json' });
    context.logArtifact('text', { body: 'plain text\nof two lines', localPath: 'text.txt' });
    context.logArtifact('drawing', { body: DRAWING, localPath: 'drawing.svg' });
    await context.logDataset('people', people(500), { stats: true });
    context.logModel('forest', {
      body: JSON.stringify({ trees: 120 }),
      localPath: 'forest.json',
      framework: 'own',
      algorithm: 'random forest',
      metrics: { accuracy: 0.97 },
      parameters: { trees: 120 },
    });
    context.logArtifact('folder', { files: { 'readme.txt': 'two files', 'data/rows.csv': 'a,b\n1,2\n' } });
  },
});

/** A run of a sweep: its loss falls faster with a higher rate, up to a point. */
export const fit = defineHandler({
  params: z.object({ rate: z.number(), depth: z.number().int(), optimizer: z.string() }),
  async run(context, { rate, depth, optimizer }) {
    context.setLabel('framework', depth > 3 ? 'torch' : 'sklearn');
    context.setLabel('optimizer', optimizer);
    let loss = 1;
    for (let step = 0; step < 60; step += 1) {
      loss = Math.exp((-step * rate * depth) / 12) * 0.9 + 0.05 + 0.01 * Math.sin(step * depth);
      context.logMetric('loss', loss, step);
      context.logMetric('accuracy', 1 - loss, step);
    }
    context.logResults({ loss, accuracy: 1 - loss });
    context.logDataset(
      'scores',
      people(40 + depth).map(({ age, height }) => (depth > 3 ? { age, height, depth } : { age, height })),
      { stats: true },
    );
    context.logChart('curve', {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      title: `rate ${rate}`,
      mark: 'line',
      data: { values: curve(rate) },
      encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
    });
  },
});

/** Fails with a cause. */
export const importRows = defineHandler({
  run(context) {
    context.logger.info('opening the file');
    const cause = new SyntaxError('Unexpected end of line 12');
    throw new TypeError('The file of rows cannot be read', { cause });
  },
});

/** Runs all of them, one after the other. */
export async function logSampleRuns(home: string): Promise<{ readonly gallery: string; readonly fits: readonly string[] }> {
  const settings = { home, project: 'samples' };
  const { uid } = await runLocal(gallery, { name: 'gallery', ...settings });
  const fits: string[] = [];
  for (const [index, rate] of [0.01, 0.05, 0.1, 0.2, 0.4, 0.8].entries()) {
    const params = { rate, depth: 2 + (index % 3), optimizer: index % 2 === 0 ? 'sgd' : 'adam' };
    const run = await runLocal(fit, { name: 'fit', params, ...settings });
    fits.push(run.uid);
  }
  await runLocal(importRows, { name: 'import-rows', ...settings }).catch(() => undefined);
  return { gallery: uid, fits };
}

/** The raw penguins of the example. */
export const penguinsFile = join(import.meta.dirname, '../../../examples/01-train/data/penguins.csv');

const DRAWING = readFileSync(join(import.meta.dirname, '../../../ui/src/favicon.svg'), 'utf8');

// A page of a run must not get at what the reader may: this says what came of trying.
const REACH_OUT = `
const out = document.getElementById('out');
fetch('/api/v1/runs').then((answer) => answer.text()).then((text) => { out.textContent = 'read ' + text.length; }, () => { out.textContent = 'refused'; });
try { parent.document.title = 'taken'; } catch {}
`;

function people(count: number): { name: string; age: number; height: number; member: boolean }[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `person ${index % 37}`,
    age: 18 + ((index * 7919) % 60),
    height: 150 + 25 * Math.sin(index) + (index % 11),
    member: index % 3 === 0,
  }));
}

function curve(rate: number): { x: number; y: number }[] {
  return Array.from({ length: 40 }, (_, x) => ({ x, y: Math.exp(-x * rate) }));
}
