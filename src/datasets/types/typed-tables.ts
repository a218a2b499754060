import { InvalidDatasetError } from '../../core/index.js';
import type { TypedTable } from '../columns.js';
import type { RawTable } from '../raw-columns.js';
import type { TableLayout } from '../table-layout.js';
import type { ColumnType } from './column-type.js';
import { inferType } from './infer-type.js';
import { nameOfValue, wrong } from './place.js';
import { toColumn } from './to-column.js';

/** Types by column name. */
export type Types = ReadonlyMap<string, ColumnType>;

/** A raw table and the row of the dataset (from 0) that it begins with. */
export interface RawPart {
  readonly table: RawTable;
  readonly firstRow: number;
}

/** Types of the columns of a dataset. */
export interface Typing {
  readonly dataset: string;
  /** In the order of the header. A column in which nothing was seen yet has none. */
  readonly types: ReadonlyMap<string, ColumnType | undefined>;
}

/**
 * Finds the type of each column: what `given` says, else what the table itself knows, else what its values are.
 *
 * @throws {InvalidDatasetError} naming column and row, where the values of a column are mixed.
 */
export function findTypes(dataset: string, parts: readonly RawPart[], given: Types): Typing {
  const names = new Set(parts.flatMap(({ table }) => [...(table.types?.keys() ?? []), ...table.columns.keys()]));
  const types = new Map<string, ColumnType | undefined>();
  for (const name of names) types.set(name, given.get(name) ?? parts[0]?.table.types?.get(name) ?? found(dataset, name, parts));
  return { dataset, types };
}

function found(dataset: string, name: string, parts: readonly RawPart[]): ColumnType | undefined {
  const samples = parts.flatMap(({ table, firstRow }) => {
    const values = table.columns.get(name);
    return values ? [{ place: { dataset, column: name, firstRow }, values }] : [];
  });
  return inferType(samples);
}

/** The same with the columns that are named in `given`, whether or not any row has them. */
export function withNamed(typing: Typing, given: Types): Typing {
  return { ...typing, types: new Map([...typing.types, ...[...given].filter(([name]) => !typing.types.has(name))]) };
}

/** A column of nothing but nulls is JSON: the one type that says nothing. */
const NOTHING: ColumnType = { kind: 'json' };

/** Copies a part into typed columns. A column that the part lacks is null in it. @throws {InvalidDatasetError} naming column and row. */
export function typedTable({ dataset, types }: Typing, { table, firstRow }: RawPart): TypedTable {
  for (const name of table.columns.keys()) {
    if (!types.has(name)) throw new InvalidDatasetError(dataset, unknownColumn(name, firstRow));
  }
  const columns = [...types].map(([name, type]) => {
    const values = table.columns.get(name) ?? new Array<null>(table.rows).fill(null);
    const place = { dataset, column: name, firstRow };
    if (type === undefined) refuseValues(place, values);
    return toColumn(place, type ?? NOTHING, values);
  });
  return { rows: table.rows, columns };
}

function unknownColumn(name: string, firstRow: number): string {
  const column = JSON.stringify(name);
  return `it has a column ${column} from row ${firstRow} or soon after, which no row before that had. Name it beforehand: types: { ${column}: … }`;
}

function refuseValues(place: { dataset: string; column: string; firstRow: number }, values: ArrayLike<unknown>): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value === null) continue;
    const help = `Give its type: types: { ${JSON.stringify(place.column)}: … }`;
    throw wrong(place, row, `holds ${nameOfValue(value)}, and its column had no value so far, so that its type is not known. ${help}`);
  }
}

/** What is known of a file to be written, with `nulls` by column where they are counted already. */
export function layoutOf({ types }: Typing, nulls?: readonly number[]): TableLayout {
  const columns = [...types].map(([name, type], index) => ({
    name,
    type: type ?? NOTHING,
    nullable: nulls === undefined || (nulls[index] ?? 0) > 0,
  }));
  return { columns };
}
