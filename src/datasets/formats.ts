/** A file format that tables are read from. */
export type TableFormat = 'parquet' | 'csv' | 'tsv' | 'json' | 'jsonl' | 'arrow';

const BY_SUFFIX: Readonly<Record<string, TableFormat>> = {
  parquet: 'parquet',
  pq: 'parquet',
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  arrow: 'arrow',
  arrows: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
};

const BY_MEDIA_TYPE: Readonly<Record<string, TableFormat>> = {
  'application/vnd.apache.parquet': 'parquet',
  'application/x-parquet': 'parquet',
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'application/json': 'json',
  'application/jsonl': 'jsonl',
  'application/x-ndjson': 'jsonl',
  'application/vnd.apache.arrow.file': 'arrow',
  'application/vnd.apache.arrow.stream': 'arrow',
};

/** The format that a file's suffix says or, when that is none of ours, its media type. Case and media type parameters do not matter. */
export function formatOf(fileName: string, mediaType?: string): TableFormat | undefined {
  const suffix = /\.([^./\\]+)$/.exec(fileName)?.[1] ?? '';
  return lookup(BY_SUFFIX, suffix) ?? lookup(BY_MEDIA_TYPE, (mediaType ?? '').replace(/;.*/s, '').trim());
}

function lookup(table: Readonly<Record<string, TableFormat>>, key: string): TableFormat | undefined {
  const lower = key.toLowerCase();
  return Object.hasOwn(table, lower) ? table[lower] : undefined;
}
