import type { Value } from '../../../src/core/index.js';
import { formatValue } from '../../../src/render/format.js';
import type { ColouredRun } from './coloured-run.js';

/** One line of the comparison: a value of each run, undefined where it has none. */
export interface CompareRow {
  readonly key: string;
  readonly values: readonly (Value | undefined)[];
  readonly isDifferent: boolean;
}

/** Lines under a heading. */
export interface RowGroup {
  readonly title: string;
  readonly rows: readonly CompareRow[];
}

/** Params, results, labels and inputs of the runs; groups without rows are left out. */
export function rowGroups(runs: readonly ColouredRun[]): readonly RowGroup[] {
  const groups: readonly (readonly [string, readonly Readonly<Record<string, Value>>[]])[] = [
    ['Run', runs.map(({ run }) => ({ state: run.state, attempt: run.attempt, project: run.project }))],
    ['Params', runs.map(({ run }) => run.parameters)],
    ['Results', runs.map(({ run }) => run.results)],
    ['Metrics, last', runs.map(({ run }) => Object.fromEntries(Object.entries(run.metrics).map(([key, { last }]) => [key, last])))],
    ['Labels', runs.map(({ run }) => run.labels)],
    ['Inputs', runs.map(({ run }) => run.inputs)],
  ];
  return groups.map(([title, records]) => ({ title, rows: rowsOf(records) })).filter(({ rows }) => rows.length > 0);
}

/** A row for each key that any of the records has. */
export function rowsOf(records: readonly Readonly<Record<string, Value | undefined>>[]): readonly CompareRow[] {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return keys.map((key) => {
    const values = records.map((record) => record[key]);
    return { key, values, isDifferent: new Set(values.map((value) => (value === undefined ? '' : `=${formatValue(value)}`))).size > 1 };
  });
}
