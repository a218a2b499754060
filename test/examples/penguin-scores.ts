import { readFileSync } from 'node:fs';
import { fromCSV } from 'arquero';
import { learn, predict } from '../../examples/01-train/ml/classifier.js';
import { stratifiedSplit } from '../../examples/01-train/ml/split.js';
import { FEATURES, SPECIES, featuresOf, isComplete } from '../../examples/01-train/penguins.js';
import type { Penguin, RawPenguin } from '../../examples/01-train/penguins.js';

/** All rows of the example's file. */
export function rawPenguins(): RawPenguin[] {
  const path = new URL('../../examples/01-train/data/penguins.csv', import.meta.url);
  return fromCSV(readFileSync(path, 'utf8')).objects() as RawPenguin[];
}

/** What the example's steps `prepare`, `train` and `evaluate` compute with their defaults, without the steps. */
export function penguinScores(): { actual: string[]; predicted: string[]; probabilities: number[][] } {
  const penguins = rawPenguins().filter(isComplete);
  const { train, test } = stratifiedSplit(penguins, { by: (penguin) => penguin.Species, testFraction: 0.3, seed: 1 });
  const lesson = { classes: SPECIES, features: FEATURES, rows: featuresOf(train), labels: speciesOf(train) };
  const classifier = [...learn({ ...lesson, epochs: 100, learningRate: 0.5 })].at(-1)?.classifier;
  if (classifier === undefined) throw new Error('nothing was learned');
  const predictions = predict(classifier, featuresOf(test));
  return {
    actual: speciesOf(test),
    predicted: predictions.map(({ label }) => label),
    probabilities: predictions.map(({ probabilities }) => probabilities),
  };
}

function speciesOf(penguins: readonly Penguin[]): string[] {
  return penguins.map((penguin) => penguin.Species);
}
