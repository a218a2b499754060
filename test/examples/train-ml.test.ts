import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, auc, confusionCounts, rocPoints } from '../../examples/01-train/ml/metrics.js';
import { fitSoftmax, lossAndGradient, predictProbabilities } from '../../examples/01-train/ml/softmax-regression.js';
import { stratifiedSplit } from '../../examples/01-train/ml/split.js';
import { measureScale, standardize } from '../../examples/01-train/ml/standardize.js';
import { SPECIES, featuresOf, isComplete } from '../../examples/01-train/penguins.js';
import { penguinScores, rawPenguins } from './penguin-scores.js';

interface Curve {
  name: string;
  positive: boolean[];
  scores: number[];
  points: { fpr: number; tpr: number }[];
  auc: number;
}
/** Written by scikit-learn; see auc-reference.py beside it. */
const reference = JSON.parse(readFileSync(new URL('fixtures/auc-reference.json', import.meta.url), 'utf8')) as {
  actual: string[];
  predicted: string[];
  accuracy: number;
  confusion: number[][];
  penguins: Curve[];
  ties: Curve[];
};

describe('the ROC curve', () => {
  it.each([...reference.penguins, ...reference.ties])('has the area and the points of scikit-learn: $name', (curve) => {
    const points = rocPoints(curve.positive, curve.scores);
    expect(Math.abs(auc(points) - curve.auc)).toBeLessThan(1e-9);
    expect(points.length).toBe(curve.points.length);
    points.forEach(({ fpr, tpr }, i) => {
      expect(fpr).toBeCloseTo(curve.points[i]?.fpr ?? Number.NaN, 12);
      expect(tpr).toBeCloseTo(curve.points[i]?.tpr ?? Number.NaN, 12);
    });
  });

  it('does not depend on the order of the examples', () => {
    const pairs = fc.array(fc.record({ positive: fc.boolean(), score: fc.integer({ min: 0, max: 5 }) }), { minLength: 2 });
    fc.assert(
      fc.property(pairs, (examples) => {
        const forwards = rocPoints(
          examples.map((example) => example.positive),
          examples.map((example) => example.score),
        );
        const backwards = rocPoints(
          examples.map((example) => example.positive).reverse(),
          examples.map((example) => example.score).reverse(),
        );
        expect(backwards).toEqual(forwards);
      }),
    );
  });

  it('has no area when all examples are of one class', () => {
    expect(auc(rocPoints([true, true], [0.1, 0.2]))).toBeNaN();
    expect(auc(rocPoints([false, false], [0.1, 0.2]))).toBeNaN();
  });
});

describe('accuracy and confusion counts', () => {
  it('are those of scikit-learn', () => {
    expect(accuracy(reference.actual, reference.predicted)).toBe(reference.accuracy);
    expect(confusionCounts(SPECIES, reference.actual, reference.predicted)).toEqual(reference.confusion);
  });
});

describe('softmax regression', () => {
  const rows = [
    [0.5, -1.2],
    [2, 0.3],
    [-0.7, 1.1],
    [1.5, 1.5],
    [-2, -0.4],
  ];
  const data = { rows, classes: [0, 2, 1, 2, 0] };
  const weights = [
    [0.2, -0.4, 0.1],
    [-0.3, 0.6, -0.2],
    [0.5, 0.1, 0.05],
  ];

  it('has the gradient that small changes of the weights give', () => {
    const { gradient } = lossAndGradient(weights, data);
    const width = 1e-6;
    const lossAt = (k: number, j: number, change: number) =>
      lossAndGradient(
        weights.map((row, a) => row.map((weight, b) => (a === k && b === j ? weight + change : weight))),
        data,
      ).loss;
    weights.forEach((row, k) =>
      row.forEach((_, j) => {
        const slope = (lossAt(k, j, width) - lossAt(k, j, -width)) / (2 * width);
        expect(gradient[k]?.[j]).toBeCloseTo(slope, 8);
      }),
    );
    expect(gradient.flat().every((slope) => Math.abs(slope) > 1e-4)).toBe(true);
  });

  it('begins with the loss of a guess and lowers it with every epoch', () => {
    const losses = [...fitSoftmax(data, { classCount: 3, epochs: 50, learningRate: 0.3 })].map(({ loss }) => loss);
    expect(losses[0]).toBeCloseTo(Math.log(3), 12);
    expect(losses).toHaveLength(50);
    losses.slice(1).forEach((loss, i) => expect(loss).toBeLessThan(losses[i] ?? 0));
  });

  it('gives probabilities that add up to 1 for scores that overflow Math.exp', () => {
    const [row = []] = predictProbabilities([[2000], [1000], [0]], [[1]]);
    expect(row.every(Number.isFinite)).toBe(true);
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });
});

describe('the split', () => {
  const penguins = rawPenguins().filter(isComplete);
  const split = (seed: number, testFraction = 0.3) => stratifiedSplit(penguins, { by: (penguin) => penguin.Species, testFraction, seed });

  it('keeps the share of every species', () => {
    const { test } = split(1);
    for (const species of SPECIES) {
      const all = penguins.filter((penguin) => penguin.Species === species).length;
      expect(test.filter((penguin) => penguin.Species === species).length).toBe(Math.round(all * 0.3));
    }
  });

  it('puts every row on exactly one side', () => {
    const { train, test } = split(1);
    expect(train.length + test.length).toBe(penguins.length);
    expect(new Set([...train, ...test]).size).toBe(penguins.length);
  });

  it('is the same for the same seed and another for another', () => {
    expect(split(1)).toEqual(split(1));
    expect(split(1).test).not.toEqual(split(2).test);
    expect(split(0).test).not.toEqual(split(1).test);
  });

  it('takes rows from the whole of a class', () => {
    const taken = Array.from({ length: 40 }, (_, seed) => split(seed).test).flat();
    const counts = penguins.map((penguin) => taken.filter((other) => other === penguin).length);
    // Binomial of 40 draws at 0.3: mean 12, standard deviation 2.9.
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThan(27);
  });
});

describe('standardizing', () => {
  it('gives the training columns mean 0 and standard deviation 1', () => {
    const rows = featuresOf(rawPenguins().filter(isComplete));
    const { means, stds } = measureScale(standardize(rows, measureScale(rows)));
    for (const mean of means) expect(mean).toBeCloseTo(0, 10);
    for (const std of stds) expect(std).toBeCloseTo(1, 10);
  });

  it('makes a constant column 0', () => {
    const rows = [[5], [5]];
    expect(standardize(rows, measureScale(rows))).toEqual([[0], [0]]);
  });
});

describe('the penguins', () => {
  it('are those of vega-datasets, with nothing changed', () => {
    const original = new URL('../../node_modules/vega-datasets/data/penguins.json', import.meta.url);
    expect(rawPenguins()).toEqual(JSON.parse(readFileSync(original, 'utf8')));
  });

  it('are 344, of which 333 are complete', () => {
    expect(rawPenguins()).toHaveLength(344);
    expect(rawPenguins().filter(isComplete)).toHaveLength(333);
  });

  it('are told apart with the stored scores, at a held-out accuracy of 0.95 or more', () => {
    const { actual, predicted, probabilities } = penguinScores();
    expect(actual).toEqual(reference.actual);
    reference.penguins.forEach((curve, k) =>
      curve.scores.forEach((score, i) => expect(Math.abs((probabilities[i]?.[k] ?? Number.NaN) - score)).toBeLessThan(1e-9)),
    );
    expect(accuracy(actual, predicted)).toBeGreaterThanOrEqual(0.95);
  });
});
