/** The four steps: Node code, one handler each. What they log is kept once, however often a worker dies under them. */
import { setImmediate } from 'node:timers/promises';
import { MarkdownArtifact, confusionMatrix, defineHandler, learningCurve, rocCurve } from 'tidemark';
import type { RunContext } from 'tidemark';
import { z } from 'zod';
import { learn, predict } from './ml/classifier.js';
import type { Classifier, Lesson, Progress } from './ml/classifier.js';
import { accuracy, auc, confusionCounts, rocPoints } from './ml/metrics.js';
import { stratifiedSplit } from './ml/split.js';
import { FEATURES, SPECIES, featuresOf, isComplete } from './penguins.js';
import type { Penguin, RawPenguin } from './penguins.js';
import { reportMarkdown } from './report-markdown.js';

/** Drops incomplete rows and splits the rest. */
export const prepare = defineHandler({
  params: z.object({ seed: z.number().int().default(1), testFraction: z.number().gt(0).lt(1).default(0.3) }),
  inputs: { raw: 'artifact' },
  outputs: { train: 'dataset', test: 'dataset' },
  results: z.object({ train_rows: z.number(), test_rows: z.number(), dropped_rows: z.number() }),
  async run(context, { seed, testFraction }) {
    const raw = await context.getInput('raw').allRows<RawPenguin>();
    const penguins = raw.filter(isComplete);
    const dropped = raw.length - penguins.length;
    context.logger.info('dropped rows with missing values', { dropped, kept: penguins.length });

    const { train, test } = stratifiedSplit(penguins, { by: (penguin) => penguin.Species, testFraction, seed });
    context.logDataset('train', train, { stats: true, labelColumn: 'Species' });
    context.logDataset('test', test, { stats: true, labelColumn: 'Species' });
    context.logResults({ train_rows: train.length, test_rows: test.length, dropped_rows: dropped });
  },
});

/** Fits softmax regression, logging two metrics an epoch. */
export const train = defineHandler({
  params: z.object({
    epochs: z.number().int().min(1).default(100),
    learningRate: z.number().positive().default(0.5),
    failFirstAttempt: z.boolean().default(false),
  }),
  inputs: { data: 'dataset' },
  outputs: { model: 'model', learningCurve: 'chart', draft: 'artifact?' },
  results: z.object({ loss: z.number(), accuracy: z.number() }),
  async run(context, { epochs, learningRate, failFirstAttempt }) {
    const penguins = await context.getInput('data').allRows<Penguin>();
    const labels = penguins.map((penguin) => penguin.Species);
    const lesson = { classes: SPECIES, features: FEATURES, rows: featuresOf(penguins), labels, epochs, learningRate };
    if (failFirstAttempt && context.attempt === 1) await failHalfWay(context, lesson);

    const history: Progress[] = [];
    for (const progress of learn(lesson)) {
      context.logMetric('loss', progress.loss, progress.epoch);
      context.logMetric('accuracy', progress.accuracy, progress.epoch);
      context.progress(progress.epoch + 1, epochs);
      history.push(progress);
      await setImmediate(); // heartbeats leave, and a cancellation arrives, while the event loop turns
      context.signal.throwIfAborted();
    }

    const points = history.flatMap(({ epoch: step, loss, accuracy }) => [
      { step, metric: 'loss', value: loss },
      { step, metric: 'accuracy', value: accuracy },
    ]);
    context.logChart('learningCurve', learningCurve({ title: 'Learning curve', points }));

    const fitted = history.at(-1);
    if (fitted === undefined) throw new Error('There was no epoch, so there is no model.');
    const { classifier, loss, accuracy } = fitted;
    context.logModel('model', {
      body: JSON.stringify(classifier),
      localPath: 'model.json',
      framework: 'tidemark-example',
      algorithm: 'softmax regression',
      metrics: { loss, accuracy },
      parameters: { epochs, learningRate },
    });
    context.logResults({ loss, accuracy });
  },
});

/** What a crash leaves behind: some rows and an unfinished file. The retry starts afresh, and the run shows nothing of this. */
async function failHalfWay(context: RunContext, lesson: Lesson): Promise<never> {
  for (const { epoch, loss } of learn({ ...lesson, epochs: 3 })) context.logMetric('loss', loss, epoch);
  await context.logArtifact('draft', { body: 'weights after three epochs', localPath: 'draft.txt' });
  throw new Error('This attempt fails on purpose (failFirstAttempt), after three metric rows and one artifact.');
}

/** Measures a model on rows that it has not seen. */
export const evaluate = defineHandler({
  inputs: { model: 'model', data: 'dataset' },
  outputs: { confusion: 'chart', roc: 'chart', predictions: 'dataset' },
  results: z.object({ accuracy: z.number(), auc_adelie: z.number(), auc_chinstrap: z.number(), auc_gentoo: z.number() }),
  async run(context) {
    const classifier = await context.getInput('model').json<Classifier>();
    const penguins = await context.getInput('data').allRows<Penguin>();
    const predictions = predict(classifier, featuresOf(penguins));
    const actual = penguins.map((penguin) => penguin.Species);
    const predicted = predictions.map(({ label }) => label);

    const curves = SPECIES.map((label, k) => {
      const points = rocPoints(
        actual.map((species) => species === label),
        predictions.map(({ probabilities }) => probabilities[k] ?? 0),
      );
      return { label, points, auc: auc(points) };
    });
    context.logResult('accuracy', accuracy(actual, predicted));
    for (const curve of curves) context.logResult(`auc_${lowerCase(curve.label)}`, curve.auc);

    const counts = confusionCounts(SPECIES, actual, predicted);
    context.logChart('confusion', confusionMatrix({ title: 'Confusion matrix', labels: SPECIES, counts }));
    context.logChart('roc', rocCurve({ title: 'ROC, one species against the rest', curves }));
    context.logDataset(
      'predictions',
      predictions.map(({ label, probabilities: [adelie, chinstrap, gentoo] }, i) => ({
        actual: actual[i],
        predicted: label,
        adelie,
        chinstrap,
        gentoo,
      })),
    );
  },
});

function lowerCase<T extends string>(text: T): Lowercase<T> {
  return text.toLowerCase() as Lowercase<T>;
}

/** Sums up in one page what the other steps made. */
export const report = defineHandler({
  params: z.object({ results: z.record(z.string(), z.number()) }),
  inputs: { model: 'model', learningCurve: 'chart', confusion: 'chart', roc: 'chart', predictions: 'dataset' },
  outputs: { report: 'artifact' },
  async run(context, { results }) {
    context.logArtifact(new MarkdownArtifact('report', reportMarkdown({ results, uris: context.inputs })));
  },
});
