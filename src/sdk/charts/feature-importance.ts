import type { ChartSpec } from '../log-options.js';
import { finite, frame } from './frame.js';
import { drawnNote } from './large.js';

/** What a model goes by. */
export interface FeatureImportanceInput {
  readonly title: string;
  /** In any order; `deviation` (of permutations, folds, trees) is drawn as a line to both sides. */
  readonly features: readonly { readonly name: string; readonly importance: number; readonly deviation?: number }[];
  /** How many are drawn, the most important first. Default 20. */
  readonly top?: number;
  /** Default `importance`. */
  readonly xTitle?: string;
}

/** A bar per feature, the most important at the top; by size, so that negative importances count as much. */
export function featureImportance(input: FeatureImportanceInput): ChartSpec {
  const { title, top = 20, xTitle = 'importance' } = input;
  const byImportance = [...input.features].sort((a, b) => Math.abs(b.importance) - Math.abs(a.importance));
  const values = byImportance.slice(0, top).map(({ name, importance, deviation }) => ({
    name,
    importance: finite(importance),
    low: deviation === undefined ? null : finite(importance - deviation),
    high: deviation === undefined ? null : finite(importance + deviation),
  }));
  const hasDeviation = values.some(({ low }) => low !== null);
  const x = { type: 'quantitative', title: xTitle };
  return {
    ...frame(title, { height: Math.max(80, values.length * 22), note: drawnNote(values.length, input.features.length, 'features') }),
    data: { values },
    encoding: { y: { field: 'name', type: 'nominal', title: null, sort: values.map(({ name }) => name), axis: { labelLimit: 200 } } },
    layer: [
      {
        mark: { type: 'bar', cornerRadiusEnd: 2 },
        encoding: {
          x: { field: 'importance', ...x },
          tooltip: [
            { field: 'name', type: 'nominal', title: 'feature' },
            { field: 'importance', type: 'quantitative', title: xTitle },
          ],
        },
      },
      ...(hasDeviation
        ? [{ mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { x: { field: 'low', ...x }, x2: { field: 'high' } } }]
        : []),
    ],
  };
}
