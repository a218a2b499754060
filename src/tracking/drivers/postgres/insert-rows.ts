import type { Parameter, Session } from './database.js';

type Scalar = Exclude<Parameter, readonly unknown[]>;

/** A table's columns with their types, in the order of a row's values. */
export interface Target {
  readonly table: string;
  readonly columns: Readonly<Record<string, 'bigint' | 'double precision' | 'integer' | 'text'>>;
  /** What to do about a row that is there, and what to return: `ON CONFLICT …`. Names of columns are the table's, `excluded.` the new row's. */
  readonly otherwise?: string;
}

/** Any number of rows in one statement, in their order; none is no query. Two rows of one key are an error when the conflict is an update. */
export async function insertRows<Returned>(
  session: Session,
  { table, columns, otherwise = '' }: Target,
  rows: readonly (readonly Scalar[])[],
): Promise<readonly Returned[]> {
  if (rows.length === 0) return [];
  const names = Object.keys(columns);
  const arrays = Object.values(columns).map((type) => `?::${type}[]`);
  return session.all<Returned>(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')}) ${otherwise}`,
    ...names.map((_, index) => rows.map((row) => row[index] ?? null)),
  );
}
