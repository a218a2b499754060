import type { MetricPoint, RunRecord } from '../../../core/index.js';
import { present } from '../../../core/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { wholeNumber } from '../../parse-text.js';
import { printJson } from '../../print/json.js';
import { sparkline } from '../../print/sparkline.js';
import { oneLine, styled } from '../../print/style.js';
import { table } from '../../print/table.js';
import { shownNumber } from '../../print/values.js';

/** `tidemark runs metrics` */
export const metrics = command({
  name: 'metrics',
  description: 'Show the metric series of a run',
  examples: ['tidemark runs metrics 3f2a9c', 'tidemark runs metrics 3f2a9c --key loss', 'tidemark runs metrics 3f2a9c --json'],
  positionals: { uid: { description: 'Uid of the run, or its first 6 digits and more' } },
  options: {
    key: { type: 'string', description: 'Only this series, with every point' },
    attempt: { type: 'string', valueHint: 'n', description: 'Of this attempt (default: the newest)' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uid = ''], options }) {
    const attempt = wholeNumber('--attempt', options.attempt);
    const { points, record } = await withClient(async (client) => {
      const found = await findRun(client, uid);
      const run = attempt === undefined ? found : await found.atAttempt(attempt);
      return { points: await run.metrics(options.key, present({ attempt })), record: run.record };
    });
    if (options.json) printJson({ metrics: points });
    else if (points.length === 0) console.log(options.key === undefined ? 'No metrics.' : `No metric ${JSON.stringify(options.key)}.`);
    else console.log(options.key === undefined ? seriesTable(record, points) : `${seriesTable(record, points)}\n\n${pointTable(points)}`);
  },
});

function seriesTable({ metrics: summaries }: RunRecord, points: readonly MetricPoint[]): string {
  const keys = [...new Set(points.map(({ key }) => key))];
  const rows = keys.map((key) => {
    const values = points.filter((point) => point.key === key).map(({ value }) => value);
    const { last = Number.NaN, min = Number.NaN, max = Number.NaN } = summaries[key] ?? {};
    return [oneLine(key), styled('blue', sparkline(values)), ...[last, min, max].map(shownNumber), String(values.length)];
  });
  const columns = [
    { title: 'METRIC', shrinksTo: 10 },
    { title: 'SERIES', shrinksTo: 8 },
    ...['LAST', 'MIN', 'MAX', 'POINTS'].map((title) => ({ title, align: 'right' as const })),
  ];
  return table(columns, rows);
}

function pointTable(points: readonly MetricPoint[]): string {
  const columns = [{ title: 'STEP', align: 'right' as const }, { title: 'VALUE', align: 'right' as const }, { title: 'TIME' }];
  return table(
    columns,
    points.map(({ step, value, time }) => [String(step), shownNumber(value), time]),
  );
}
