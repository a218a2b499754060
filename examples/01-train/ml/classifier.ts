import { fitSoftmax, likeliest, predictProbabilities } from './softmax-regression.js';
import { measureScale, standardize } from './standardize.js';
import type { Matrix } from './standardize.js';

/** All that is needed to predict; plain JSON. */
export interface Classifier {
  readonly classes: readonly string[];
  readonly features: readonly string[];
  readonly means: readonly number[];
  readonly stds: readonly number[];
  readonly weights: Matrix;
}

/** What a classifier learns from. */
export interface Lesson {
  readonly classes: readonly string[];
  readonly features: readonly string[];
  /** A column per feature, in the units that they were measured in. */
  readonly rows: Matrix;
  /** The class of each row. */
  readonly labels: readonly string[];
  readonly epochs: number;
  readonly learningRate: number;
}

/** The classifier after an epoch, with the loss and accuracy on the training rows before it. */
export interface Progress {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly classifier: Classifier;
}

/** Learns, one epoch at a time. */
export function* learn(lesson: Lesson): Generator<Progress> {
  const { classes, features, rows, labels, epochs, learningRate } = lesson;
  const scale = measureScale(rows);
  const data = { rows: standardize(rows, scale), classes: labels.map((label) => classes.indexOf(label)) };
  for (const { weights, ...progress } of fitSoftmax(data, { classCount: classes.length, epochs, learningRate })) {
    yield { ...progress, classifier: { classes, features, ...scale, weights } };
  }
}

/** For each row its likeliest class, and the probability of every class in the order of `classifier.classes`. */
export function predict(classifier: Classifier, rows: Matrix): { label: string; probabilities: number[] }[] {
  return predictProbabilities(classifier.weights, standardize(rows, classifier)).map((probabilities) => ({
    label: classifier.classes[likeliest(probabilities)] ?? '',
    probabilities,
  }));
}
