import type { ColumnChunk, Encoding, SchemaElement } from 'hyparquet';
import type { ByteWriter } from 'hyparquet-writer';
import type { Column } from '../columns.js';
import type { Codec } from './compression.js';
import type { Chunk } from './page-values.js';
import { chunksOf, packedBits, plainBytes } from './page-values.js';
import type { Dictionary } from './text-pages.js';
import { dictionaryOf, packedIndexes, plainText, varint } from './text-pages.js';

/** What a column is written to. */
export interface Target {
  readonly writer: ByteWriter;
  readonly codec: Codec;
  readonly writePageHeader: typeof import('hyparquet-writer/src/datapage.js').writePageHeader;
}

/** Bytes of text in a page. */
const PAGE_BYTES = 1 << 20;
/** So much of a page is compressed to see whether it is worth it. */
const TRIAL_BYTES = 1 << 16;
const WORTH_IT = 0.9;

interface Page {
  readonly rows: number;
  readonly nulls: number;
  readonly levels: Uint8Array;
  readonly values: Uint8Array;
  readonly encoding: Encoding;
}

/**
 * Writes the values of a flat column as one chunk of a row group.
 *
 * Our own rather than hyparquet-writer's, because numbers lie in memory as a PLAIN page has them, and copying them is all there is to do: it looks at
 * each value several times, which takes ten times as long. Text goes through a dictionary where there are few different values. Its page headers are used.
 */
export function writeColumnChunk(target: Target, column: Column, element: SchemaElement): ColumnChunk {
  const { writer, codec } = target;
  const start = writer.offset;
  const written = { uncompressed: 0, dictionary: undefined as bigint | undefined, first: 0n, encodings: new Set<Encoding>() };
  for (const page of pagesOf(column, element.repetition_type === 'OPTIONAL')) {
    if ('distinct' in page) {
      written.dictionary = BigInt(writer.offset);
      written.encodings.add('PLAIN');
      written.uncompressed += writeDictionary(target, page);
      continue;
    }
    if (written.first === 0n) written.first = BigInt(writer.offset);
    written.encodings.add(page.encoding);
    written.uncompressed += writePage(target, page);
  }
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: element.type as NonNullable<SchemaElement['type']>,
      encodings: [...written.encodings],
      path_in_schema: [element.name],
      codec: codec.name,
      num_values: BigInt(column.values.length),
      total_compressed_size: BigInt(writer.offset - start),
      total_uncompressed_size: BigInt(written.uncompressed),
      data_page_offset: written.first,
      ...(written.dictionary !== undefined && { dictionary_page_offset: written.dictionary }),
      statistics: { null_count: BigInt(column.nulls) },
    },
  };
}

function* pagesOf(column: Column, optional: boolean): Generator<Page | Dictionary> {
  const rows = column.values.length;
  if (column.layout !== 'text' && (column.layout !== 'object' || column.type.kind === 'decimal')) {
    yield {
      rows,
      nulls: column.nulls,
      levels: levelsOf(column, optional, { start: 0, end: rows }),
      values: plainBytes(column),
      encoding: 'PLAIN',
    };
    return;
  }
  const values = chunksOf(column);
  const dictionary = dictionaryOf(values, column.type.kind === 'category');
  if (dictionary) {
    yield dictionary;
    const indexes = packedIndexes(dictionary.indexes, dictionary.distinct.length);
    yield {
      rows,
      nulls: column.nulls,
      levels: levelsOf(column, optional, { start: 0, end: rows }),
      values: indexes,
      encoding: 'RLE_DICTIONARY',
    };
    return;
  }
  yield* textPages(column, values, optional);
}

// Text may be long: pages end where there is enough of it.
function* textPages(column: Column, values: readonly Chunk[], optional: boolean): Generator<Page> {
  const all = column.values as readonly (Chunk | null)[];
  let start = 0;
  let found = 0;
  while (start < all.length) {
    const first = found;
    let end = start;
    for (let size = 0; end < all.length && size < PAGE_BYTES; end++) {
      if (all[end] !== null) size += 4 + (values[found++] as Chunk).length;
    }
    const nulls = end - start - (found - first);
    yield {
      rows: end - start,
      nulls,
      levels: levelsOf(column, optional, { start, end }),
      values: plainText(values.slice(first, found)),
      encoding: 'PLAIN',
    };
    start = end;
  }
}

// Which values are there: 1 or 0, as one run where none is missing, else as packed bits.
function levelsOf({ values, valid, nulls, layout }: Column, optional: boolean, { start, end }: { start: number; end: number }): Uint8Array {
  if (!optional) return new Uint8Array(0);
  if (nulls === 0) return Uint8Array.of(...varint((end - start) << 1), 1);
  const isThere =
    layout === 'text' || layout === 'object'
      ? Uint8Array.from(values.slice(start, end), (value) => (value === null ? 0 : 1))
      : (valid ?? new Uint8Array(values.length).fill(1)).subarray(start, end);
  return joined(Uint8Array.from(varint((Math.ceil(isThere.length / 8) << 1) | 1)), packedBits(isThere));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function writePage({ writer, codec, writePageHeader }: Target, { rows, nulls, levels, values, encoding }: Page): number {
  const compressed = codec.compress && isWorthIt(codec.compress, values) ? codec.compress(values) : undefined;
  const start = writer.offset;
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.length + values.length,
    compressed_page_size: levels.length + (compressed ?? values).length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: nulls,
      num_rows: rows,
      encoding,
      definition_levels_byte_length: levels.length,
      repetition_levels_byte_length: 0,
      // Pages of a compressed column may say that they are not.
      is_compressed: compressed !== undefined,
    },
  });
  const header = writer.offset - start;
  writer.appendBytes(levels);
  writer.appendBytes(compressed ?? values);
  return header + levels.length + values.length;
}

function writeDictionary({ writer, codec, writePageHeader }: Target, { distinct }: Dictionary): number {
  const values = plainText(distinct);
  const compressed = codec.compress?.(values) ?? values;
  const start = writer.offset;
  writePageHeader(writer, {
    type: 'DICTIONARY_PAGE',
    uncompressed_page_size: values.length,
    compressed_page_size: compressed.length,
    dictionary_page_header: { num_values: distinct.length, encoding: 'PLAIN' },
  });
  const header = writer.offset - start;
  writer.appendBytes(compressed);
  return header + values.length;
}

// Fractions are mostly noise, which nothing compresses: trying takes as long as all the rest.
function isWorthIt(compress: (bytes: Uint8Array) => Uint8Array, values: Uint8Array): boolean {
  if (values.length === 0) return false;
  const trial = values.subarray(0, TRIAL_BYTES);
  return compress(trial).length < WORTH_IT * trial.length;
}
