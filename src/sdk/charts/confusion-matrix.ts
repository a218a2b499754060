import { InvalidArgumentError } from '../../core/index.js';
import type { ChartSpec } from '../log-options.js';
import { frame } from './frame.js';

/** Counts of a classifier's answers. */
export interface ConfusionMatrixInput {
  readonly title: string;
  /** The classes, in the order of rows and columns. */
  readonly labels: readonly string[];
  /** `counts[i][j]`: how many of class i were taken for class j. */
  readonly counts: readonly (readonly number[])[];
}

/** A heat map, actual classes down and predicted ones across, with the count in each cell. @throws {InvalidArgumentError} when the counts are not square or do not fit the labels. */
export function confusionMatrix(input: ConfusionMatrixInput): ChartSpec {
  const { labels, counts } = input;
  if (counts.length !== labels.length || counts.some((row) => row.length !== labels.length)) {
    const found = `${counts.length} rows of ${[...new Set(counts.map((row) => row.length))].join(' or ')} counts`;
    throw new InvalidArgumentError(
      `A confusion matrix of ${labels.length} labels takes as many rows of as many counts, and this one has ${found}.`,
    );
  }
  const values = counts.flatMap((row, i) =>
    row.map((count, j) => ({ actual: labels[i] ?? '', predicted: labels[j] ?? '', count, share: share(count, row) })),
  );
  const half = Math.max(0, ...values.map((cell) => cell.count)) / 2;
  const side = Math.max(200, Math.min(480, labels.length * 64));
  return {
    ...frame(input.title, { width: side, height: side }),
    data: { values },
    encoding: {
      x: {
        field: 'predicted',
        type: 'nominal',
        title: 'predicted',
        sort: labels,
        axis: { orient: 'top', labelAngle: labels.length > 6 ? -45 : 0 },
      },
      y: { field: 'actual', type: 'nominal', title: 'actual', sort: labels },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: '#8884', strokeWidth: 1 },
        encoding: {
          color: { field: 'count', type: 'quantitative', title: 'count', scale: { scheme: 'blues', domainMin: 0 }, legend: null },
          tooltip: [
            { field: 'actual', type: 'nominal', title: 'actual' },
            { field: 'predicted', type: 'nominal', title: 'predicted' },
            { field: 'count', type: 'quantitative', title: 'count' },
            { field: 'share', type: 'quantitative', title: 'share of actual', format: '.1%' },
          ],
        },
      },
      {
        mark: { type: 'text', fontSize: labels.length > 12 ? 9 : 13 },
        encoding: {
          text: { field: 'count', type: 'quantitative', format: ',' },
          // The cells grow darker with the count, so the text turns light half-way.
          color: { condition: { test: `datum.count > ${half}`, value: '#ffffff' }, value: '#14212b' },
        },
      },
    ],
  };
}

function share(count: number, row: readonly number[]): number {
  const total = row.reduce((sum, each) => sum + each, 0);
  return total === 0 ? 0 : count / total;
}
