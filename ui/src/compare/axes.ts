import type { Value } from '../../../src/core/index.js';
import type { ParallelAxis } from '../charts/parallel-coordinates.js';
import type { ColouredRun } from './coloured-run.js';
import { rowGroups } from './rows.js';

const MOST_CHOICES = 12;

/** Params first, then results: those that differ, are numbers or few different texts. */
export function axesOf(runs: readonly ColouredRun[]): readonly ParallelAxis[] {
  return rowGroups(runs)
    .filter(({ title }) => title === 'Params' || title === 'Results')
    .flatMap(({ title, rows }) =>
      rows
        .filter(({ isDifferent }) => isDifferent)
        .flatMap(({ key, values }) => axisOf(title === 'Params' ? key : `→ ${key}`, values) ?? []),
    );
}

function axisOf(label: string, values: readonly (Value | undefined)[]): ParallelAxis | undefined {
  if (values.every((value) => value === undefined || typeof value === 'number')) return { label, values };
  const texts = values.map((value) => (typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined));
  const choices = [...new Set(texts.filter((text) => text !== undefined))].sort();
  if (choices.length === 0 || choices.length > MOST_CHOICES) return undefined;
  return { label, choices, values: texts.map((text) => (text === undefined ? undefined : choices.indexOf(text))) };
}
