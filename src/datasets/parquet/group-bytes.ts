import type { AsyncBuffer, ColumnMetaData, RowGroup } from 'hyparquet';
import { bytesOf } from '../table-body.js';
import type { TableBody } from '../table-reader.js';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Columns that lie this close are fetched together: a request costs more than the bytes between them. */
const GAP_BYTES = 4 * 1024;

/**
 * The bytes of some columns of a row group, fetched in as few parts as they lie in, and no other. Where the body has to be asked for over a network, that is
 * one request instead of one a column.
 */
export async function groupBytes(body: TableBody, group: RowGroup, columns: ReadonlySet<string>): Promise<AsyncBuffer> {
  const wanted = group.columns.flatMap(({ meta_data: column }) =>
    column && columns.has(column.path_in_schema[0] ?? '') ? [rangeOf(column)] : [],
  );
  const parts = await Promise.all(
    together(wanted).map(async (range) => ({ ...range, bytes: await bytesOf(body, range.start, range.end) })),
  );
  return {
    byteLength: body.size,
    async slice(start, end = body.size) {
      const part = parts.find((found) => found.start <= start && end <= found.end);
      if (part === undefined) return (await bytesOf(body, start, end)).buffer;
      return part.bytes.buffer.slice(start - part.start, end - part.start);
    },
  };
}

function rangeOf(column: ColumnMetaData): Range {
  // Some writers say 0 where there is no dictionary.
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  return { start, end: start + Number(column.total_compressed_size) };
}

function together(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && range.start - last.end <= GAP_BYTES)
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else joined.push(range);
  }
  return joined;
}
