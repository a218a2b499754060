import type { Narrowing } from './narrow.js';
import { isWide, narrow } from './narrow.js';
import type { Batch, ScanOptions, TableField, TableReader } from './table-reader.js';
import type { ColumnType } from './types/column-type.js';

/** What a format's reader has to offer. */
export interface LooseReader {
  readonly rows?: number;
  fields(): Promise<readonly TableField[]>;
  scan(options: ScanOptions): AsyncIterable<Batch>;
  readonly objects?: NonNullable<TableReader['objects']>;
  /** Undefined for a column that is of one type as it comes. */
  narrowing(column: string): Narrowing | undefined;
  /** Asked after `fields`. True when the column has values that a number cannot be; undefined when only a reading can tell. */
  isWide(column: string): boolean | undefined;
}

/** Brings each column to one type in all batches. */
export function uniformReader(loose: LooseReader): TableReader {
  const { rows, objects } = loose;
  return {
    ...(rows !== undefined && { rows }),
    ...(objects !== undefined && { objects }),
    fields: () => loose.fields(),
    narrowing: (column) => loose.narrowing(column),
    looseBatches: (options = {}) => loose.scan(options),
    batches: (options = {}) => uniformBatches(loose, options),
  };
}

async function* uniformBatches(loose: LooseReader, options: ScanOptions): AsyncGenerator<Batch, void, undefined> {
  const all = await loose.fields();
  const names = options.columns ?? all.map(({ name }) => name);
  const wide = await wideColumns(loose, names);
  for await (const { start, rows, columns } of loose.scan(options)) {
    const values = names.map((name): [string, ArrayLike<unknown>] => {
      const found = columns.get(name) ?? new Array<null>(rows).fill(null);
      const narrowing = loose.narrowing(name);
      return [name, narrowing === undefined ? found : narrow(found, narrowing, wide.has(name))];
    });
    yield { start, rows, columns: new Map(values) };
  }
}

async function wideColumns(loose: LooseReader, names: readonly string[]): Promise<ReadonlySet<string>> {
  const wide = new Set(names.filter((name) => loose.isWide(name) === true));
  const open = new Map<string, Narrowing>();
  for (const name of names) {
    const narrowing = loose.narrowing(name);
    if (narrowing !== undefined && loose.isWide(name) === undefined) open.set(name, narrowing);
  }
  if (open.size === 0) return wide;
  for await (const { columns } of loose.scan({ columns: [...open.keys()] })) {
    for (const [name, values] of columns) {
      const narrowing = wide.has(name) ? undefined : open.get(name);
      if (narrowing !== undefined && isWide(values, narrowing)) wide.add(name);
    }
  }
  return wide;
}

/** What the values of such a column, as a file has them, may have to be brought to one type by. */
export function narrowingOf(type: ColumnType | undefined): Narrowing | undefined {
  switch (type?.kind) {
    case 'int64':
      return 'integer';
    case 'decimal':
      return 'decimal';
    case 'list':
    case 'struct':
      return 'nested';
    default:
      return undefined;
  }
}
