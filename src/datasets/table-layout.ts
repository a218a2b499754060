import type { ColumnType } from './types/column-type.js';

/** What is known of a table's columns before its rows are. */
export interface TableLayout {
  readonly columns: readonly ColumnLayout[];
}

/** One column to come. */
export interface ColumnLayout {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether a value may be missing. */
  readonly nullable: boolean;
}
