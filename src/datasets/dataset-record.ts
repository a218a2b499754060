import type { ArtifactSpec, ArtifactStatus, ColumnStats, Json } from '../core/index.js';
import { taggedCell } from './cells.js';
import type { TypedTable } from './columns.js';
import type { StatisticsLimits } from './stats/column-statistics.js';
import { ColumnStatistics } from './stats/column-statistics.js';
import type { TableLayout } from './table-layout.js';
import { formatColumnType, schemaTypeOf } from './types/column-type.js';

/** What a record says of a dataset's rows. */
export interface RowsDescribed {
  readonly spec: Pick<ArtifactSpec, 'schema' | 'header' | 'length'>;
  readonly status: Pick<ArtifactStatus, 'preview' | 'stats' | 'expectations'>;
}

/** What is wanted of it. */
export interface RecordOptions {
  /** Rows; 0 for none. */
  readonly preview: number;
  /** Undefined: of small tables. */
  readonly stats: boolean | undefined;
  readonly limits: StatisticsLimits;
}

const PREVIEW_COLUMNS = 100;
/** Statistics are made without being asked for in tables smaller than both. */
const AUTOMATIC_STATS = { rows: 10_000, columns: 100 };

/** Watches the parts of a table go by, and says at the end what it was. */
export class DatasetRecord {
  readonly #layout: TableLayout;
  readonly #options: RecordOptions;
  readonly #nulls: number[];
  readonly #preview: Json[][] = [];
  #statistics: readonly ColumnStatistics[];
  #rows = 0;

  constructor(layout: TableLayout, options: RecordOptions) {
    const { columns } = layout;
    this.#layout = layout;
    this.#options = options;
    this.#nulls = columns.map(() => 0);
    const wanted = options.stats ?? columns.length < AUTOMATIC_STATS.columns;
    this.#statistics = wanted ? columns.map(({ type }) => new ColumnStatistics(type, options.limits)) : [];
  }

  add(table: TypedTable): void {
    this.#look(table);
    this.#rows += table.rows;
    if (this.#options.stats === undefined && this.#rows >= AUTOMATIC_STATS.rows) this.#statistics = [];
    for (const [index, column] of table.columns.entries()) {
      this.#nulls[index] = (this.#nulls[index] ?? 0) + column.nulls;
      this.#statistics[index]?.add(column);
    }
  }

  #look(table: TypedTable): void {
    const columns = table.columns.slice(0, PREVIEW_COLUMNS);
    const missing = Math.min(this.#options.preview - this.#preview.length, table.rows);
    for (let row = 0; row < missing; row++) this.#preview.push(columns.map((column) => taggedCell(column, row)));
  }

  described(): RowsDescribed {
    const { columns } = this.#layout;
    const fields = columns.map(({ name, type }, index) => ({
      name,
      type: schemaTypeOf(type),
      dtype: formatColumnType(type),
      nullable: (this.#nulls[index] ?? 0) > 0,
    }));
    const stats = this.#statistics.map((column, index): [string, ColumnStats] => [columns[index]?.name ?? '', column.result()]);
    const hasStats = this.#options.stats ?? (columns.length < AUTOMATIC_STATS.columns && this.#rows < AUTOMATIC_STATS.rows);
    return {
      spec: { schema: { fields }, header: columns.map(({ name }) => name), length: this.#rows },
      status: {
        ...(this.#options.preview > 0 && { preview: this.#preview }),
        ...(hasStats && { stats: Object.fromEntries(stats) }),
      },
    };
  }
}
