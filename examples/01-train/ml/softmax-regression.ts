import type { Matrix } from './standardize.js';

/** Examples and, for each, the index of its class. */
export interface Labelled {
  readonly rows: Matrix;
  readonly classes: readonly number[];
}

/** The state after one pass over the data. */
export interface Epoch {
  /** From 0. */
  readonly epoch: number;
  /** Mean cross-entropy in nats, before this epoch's change of the weights; `accuracy` likewise. */
  readonly loss: number;
  readonly accuracy: number;
  /** After the change: a row per class, a column per feature, and the bias last. */
  readonly weights: Matrix;
}

/** Softmax regression by gradient descent over all rows at once. Starts from zero weights, so it has no randomness. */
export function* fitSoftmax(data: Labelled, options: { classCount: number; epochs: number; learningRate: number }): Generator<Epoch> {
  const width = (data.rows[0]?.length ?? 0) + 1;
  let weights: Matrix = Array.from({ length: options.classCount }, () => Array.from({ length: width }, () => 0));
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const { loss, accuracy, gradient } = lossAndGradient(weights, data);
    weights = weights.map((row, k) => row.map((weight, j) => weight - options.learningRate * (gradient[k]?.[j] ?? 0)));
    yield { epoch, loss, accuracy, weights };
  }
}

/** Mean cross-entropy, its derivative by each weight, and the share of rows whose likeliest class is the right one. */
export function lossAndGradient(weights: Matrix, { rows, classes }: Labelled): { loss: number; accuracy: number; gradient: Matrix } {
  const probabilities = predictProbabilities(weights, rows);
  const truth = (i: number, k: number) => (classes[i] === k ? 1 : 0);
  const losses = probabilities.map((row, i) => -Math.log(row[classes[i] ?? -1] ?? Number.NaN));
  const hits = probabilities.filter((row, i) => likeliest(row) === classes[i]).length;
  const gradient = weights.map((row, k) =>
    row.map((_, j) => mean(rows.map((features, i) => ((probabilities[i]?.[k] ?? 0) - truth(i, k)) * (features[j] ?? 1)))),
  );
  return { loss: mean(losses), accuracy: hits / rows.length, gradient };
}

/** A probability per row and class; each row adds up to 1. The bias is the weight that meets no feature: there it counts as 1. */
export function predictProbabilities(weights: Matrix, rows: Matrix): number[][] {
  return rows.map((features) => softmax(weights.map((row) => row.reduce((sum, weight, j) => sum + weight * (features[j] ?? 1), 0))));
}

/** The index of the largest value; the first one wins a tie. */
export function likeliest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

// Subtracting the largest score changes nothing but keeps Math.exp from overflowing.
function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
