/** The pipeline: workflow code. It sees the handlers by type only, and passes URIs from step to step, never data. */
import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './handlers.js';

/** Params of {@link trainPenguins}. */
export interface TrainPenguinsParams {
  /** Path or URI of the raw CSV file. */
  readonly raw: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly learningRate?: number;
  /** The first attempt at training throws half way; the pipeline must not show it. */
  readonly failFirstAttempt?: boolean;
}

const steps = proxySteps<typeof handlers>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '200ms', maximumAttempts: 3 },
});

export const trainPenguins = definePipeline('train-penguins', async (context, params: TrainPenguinsParams) => {
  const { raw, seed, epochs, learningRate, failFirstAttempt } = params;

  const prepared = await steps.prepare({ params: { seed }, inputs: { raw } });
  const trained = await steps.train({
    params: { epochs, learningRate, failFirstAttempt },
    inputs: { data: prepared.artifacts.train },
  });
  const evaluated = await steps.evaluate({ inputs: { model: trained.artifacts.model, data: prepared.artifacts.test } });
  await steps.report({
    params: { results: evaluated.results },
    inputs: {
      model: trained.artifacts.model,
      learningCurve: trained.artifacts.learningCurve,
      confusion: evaluated.artifacts.confusion,
      roc: evaluated.artifacts.roc,
      predictions: evaluated.artifacts.predictions,
    },
  });

  context.logResult('accuracy', evaluated.results.accuracy);
  return trained.artifacts.model;
});
