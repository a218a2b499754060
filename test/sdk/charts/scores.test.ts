import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../src/core/index.js';
import {
  areaUnder,
  averagePrecision,
  brierScore,
  calibrationCurve,
  calibrationPoints,
  precisionRecallCurve,
  precisionRecallPoints,
  rocCurve,
  rocPoints,
} from '../../../src/sdk/index.js';

interface Case {
  readonly name: string;
  readonly actual: readonly boolean[];
  readonly scores: readonly number[];
  readonly fpr: readonly number[];
  readonly tpr: readonly number[];
  readonly auc: number;
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  readonly averagePrecision: number;
  readonly brier: number;
  readonly calibration: readonly {
    readonly strategy: 'uniform' | 'quantile';
    readonly bins: number;
    readonly actual: readonly number[];
    readonly predicted: readonly number[];
  }[];
}
/** Written by scikit-learn; see scores-reference.py beside it. */
const { cases } = JSON.parse(readFileSync(new URL('fixtures/scores-reference.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

/** The largest difference of two columns; NaN when they differ in length. */
const apart = (found: readonly number[], wanted: readonly number[]) =>
  found.length === wanted.length ? Math.max(...found.map((value, index) => Math.abs(value - (wanted[index] ?? NaN)))) : NaN;

describe.each(cases)('as scikit-learn has it: $name', (one) => {
  it('the ROC curve and its area', () => {
    const points = rocPoints(one);
    const [fpr, tpr] = [points.map((point) => point.fpr), points.map((point) => point.tpr)];
    expect(apart([...fpr, ...tpr, areaUnder(points)], [...one.fpr, ...one.tpr, one.auc])).toBeLessThan(1e-9);
  });

  it('the precision-recall curve and average precision', () => {
    const points = precisionRecallPoints(one);
    const [precision, recall] = [points.map((point) => point.precision), points.map((point) => point.recall)];
    const wanted = [...one.precision, ...one.recall, one.averagePrecision];
    expect(apart([...precision, ...recall, averagePrecision(points)], wanted)).toBeLessThan(1e-9);
  });

  it.each(one.calibration)('the calibration curve of $bins bins, $strategy', ({ strategy, bins, actual, predicted }) => {
    const points = calibrationPoints(one, { strategy, bins });
    const found = points.flatMap((point) => [point.actual, point.predicted]);
    const wanted = actual.flatMap((share, index) => [share, predicted[index] ?? NaN]);
    expect(apart(found, wanted)).toBeLessThan(1e-9);
    expect(points.reduce((sum, point) => sum + point.count, 0)).toBe(one.scores.length);
  });

  it('the Brier score', () => {
    expect(apart([brierScore(one)], [one.brier])).toBeLessThan(1e-9);
  });
});

describe('scores that make no curve', () => {
  it.each<[string, { actual: ArrayLike<boolean | number>; scores: ArrayLike<number> }]>([
    ['unequal length (actual has 2, scores has 3)', { actual: [true, false], scores: new Float64Array(3) }],
    ['scores[1] is NaN', { actual: [1, 0], scores: [1, NaN] }],
    ['actual[0] is 2, and must be true, false, 0 or 1', { actual: [2, 0], scores: [1, 0] }],
    ['only positive examples', { actual: [1, 1], scores: [1, 0] }],
    ['only negative examples', { actual: [0], scores: [1] }],
    ['no examples', { actual: [], scores: [] }],
  ])('%s', (reason, scored) => {
    for (const make of [rocCurve, precisionRecallCurve, calibrationCurve]) {
      const refused = () => make({ title: 't', curves: [{ label: 'a', ...scored }] });
      expect(refused).toThrow(InvalidArgumentError);
      expect(refused).toThrow(reason);
    }
  });

  it('a probability beyond 1, where calibration is asked for', () => {
    expect(() => calibrationPoints({ actual: [1, 0], scores: [1.5, 0] })).toThrow('scores[0] is 1.5, and a probability is from 0 to 1');
    expect(() => calibrationPoints({ actual: [1, 0], scores: [1, 0] }, { bins: 0 })).toThrow('bins is 0');
  });
});
