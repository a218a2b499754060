/** One row of numbers per example. */
export type Matrix = readonly (readonly number[])[];

/** Centre and width of each column. */
export interface Scale {
  readonly means: readonly number[];
  readonly stds: readonly number[];
}

/** Measures the columns. Taken from training rows alone: the test rows must not leak into the model. */
export function measureScale(rows: Matrix): Scale {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? Number.NaN));
  const means = columns.map(mean);
  const stds = columns.map((values, column) => Math.sqrt(mean(values.map((value) => (value - (means[column] ?? 0)) ** 2))));
  return { means, stds };
}

/** Gives every column mean 0 and standard deviation 1; a constant column becomes 0. */
export function standardize(rows: Matrix, { means, stds }: Scale): number[][] {
  return rows.map((row) => row.map((value, column) => (value - (means[column] ?? 0)) / (stds[column] || 1)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
