import type { ColumnType } from './types/column-type.js';

interface Values<Layout extends string, V> {
  readonly name: string;
  readonly type: ColumnType;
  /** How the values lie in memory. */
  readonly layout: Layout;
  /** Of the column alone: nobody else can change them. */
  readonly values: V;
  readonly nulls: number;
  /** One byte a value, 1 where there is one. Undefined when none is missing, and for text and objects, where null is null. */
  readonly valid: Uint8Array | undefined;
}

/** Numbers; where one is missing, what lies there means nothing. */
export type DoubleColumn = Values<'double', Float64Array<ArrayBuffer>>;
export type FloatColumn = Values<'float', Float32Array<ArrayBuffer>>;
/** Integers, or the days of dates since 1970. */
export type IntColumn = Values<'int', Int32Array<ArrayBuffer>>;
/** Integers, or the ticks of timestamps since 1970 (on the wall, where they have no zone). */
export type LongColumn = Values<'long', BigInt64Array<ArrayBuffer>>;
/** One byte a boolean. */
export type BitColumn = Values<'bit', Uint8Array<ArrayBuffer>>;
export type TextColumn = Values<'text', readonly (string | null)[]>;
/** Tagged JSON, bytes, unscaled bigints of decimals; lists (arrays) and structs (plain objects) of such values, and of those that the others hold. */
export type ObjectColumn = Values<'object', readonly unknown[]>;
/** One column of one type. */
export type Column = DoubleColumn | FloatColumn | IntColumn | LongColumn | BitColumn | TextColumn | ObjectColumn;

/** A table, or a part of one, whose columns have types. */
export interface TypedTable {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Rows from `start` to `end`. Values are shared where they are packed. */
export function sliceTable({ columns }: TypedTable, start: number, end: number): TypedTable {
  return { rows: end - start, columns: columns.map((column) => sliceColumn(column, start, end)) };
}

function sliceColumn(column: Column, start: number, end: number): Column {
  if (column.layout === 'text' || column.layout === 'object') {
    const values = column.values.slice(start, end);
    const nulls = column.nulls === 0 ? 0 : values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0);
    return { ...column, values, nulls } as Column;
  }
  const valid = column.valid?.subarray(start, end);
  const nulls = valid ? valid.reduce((count, there) => count + 1 - there, 0) : 0;
  return { ...column, values: column.values.subarray(start, end), nulls, valid: nulls > 0 ? valid : undefined } as Column;
}

/** Tables of the same types, one below the other. */
export function concatTables(tables: readonly TypedTable[]): TypedTable {
  const [first] = tables;
  if (!first || tables.length === 1) return first ?? { rows: 0, columns: [] };
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    rows,
    columns: first.columns.map((_, index) =>
      concatColumns(
        tables.map((table) => table.columns[index] as Column),
        rows,
      ),
    ),
  };
}

function concatColumns(parts: readonly Column[], rows: number): Column {
  const [first] = parts as readonly [Column];
  const nulls = parts.reduce((sum, part) => sum + part.nulls, 0);
  if (first.layout === 'text' || first.layout === 'object')
    return { ...first, nulls, values: (parts as (typeof first)[]).flatMap((part) => part.values as unknown[]) } as Column;
  const values = new (first.values.constructor as new (length: number) => Uint8Array)(rows);
  const valid = nulls > 0 ? new Uint8Array(rows).fill(1) : undefined;
  let row = 0;
  for (const part of parts) {
    values.set(part.values as unknown as Uint8Array, row);
    if (part.valid) valid?.set(part.valid, row);
    row += part.values.length;
  }
  return { ...first, nulls, values, valid } as unknown as Column;
}
