import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ColumnChunk, SchemaElement } from 'hyparquet';
import type { DatasetOptions } from '../../sdk/index.js';
import type { Column, TypedTable } from '../columns.js';
import type { TableLayout } from '../table-layout.js';
import { arrowSchema } from './arrow-schema.js';
import type { Target } from './column-chunk.js';
import { writeColumnChunk } from './column-chunk.js';
import { openCodec } from './compression.js';
import { pandasMetadata } from './pandas-metadata.js';
import { schemaElements } from './schema-elements.js';
import { WRITER, hasWideValues, wideNote } from './wide-columns.js';

/**
 * A table as a Parquet file that pandas, polars and DuckDB read with the same types. Each part of it becomes a row group, and is handed out before
 * the next part is asked for; other work gets its turn in between.
 */
export async function* writeParquet(
  layout: TableLayout,
  parts: AsyncIterable<TypedTable> | Iterable<TypedTable>,
  compression: NonNullable<DatasetOptions['compression']>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const [{ ByteWriter, ParquetWriter }, { writePageHeader }] = await Promise.all([
    import('hyparquet-writer'),
    import('hyparquet-writer/src/datapage.js'),
  ]);
  const writer = new ByteWriter();
  const codec = await openCodec(compression);
  const elements = layout.columns.map(({ name, type, nullable }) => schemaElements(name, type, nullable ? 'OPTIONAL' : 'REQUIRED'));
  const schema: SchemaElement[] = [{ name: 'root', num_children: elements.length }, ...elements.flat()];
  const file = new ParquetWriter({ writer, schema, codec: codec.name, createdBy: WRITER, statistics: false });
  const target: Target = { writer, codec, writePageHeader };
  const nulls = new Array<number>(elements.length).fill(0);
  const wide = new Set<string>();
  for await (const { rows, columns } of parts) {
    if (rows === 0) continue;
    const start = writer.offset;
    const chunks: ColumnChunk[] = [];
    for (const [index, column] of columns.entries()) {
      nulls[index] = (nulls[index] ?? 0) + column.nulls;
      if (!wide.has(column.name) && hasWideValues(column)) wide.add(column.name);
      chunks.push(...(await columnChunks(target, column, elements[index] ?? [])));
    }
    const total_byte_size = chunks.reduce((sum, { meta_data }) => sum + (meta_data?.total_uncompressed_size ?? 0n), 0n);
    file.row_groups.push({
      columns: chunks,
      num_rows: BigInt(rows),
      total_byte_size,
      total_compressed_size: BigInt(writer.offset - start),
    });
    file.num_rows += BigInt(rows);
    yield handedOut(writer);
    await nextTurn();
  }
  const described = layout.columns.map(({ name, type }, index) => ({ name, type, nulls: nulls[index] ?? 0 }));
  const metadata = pandasMetadata(described);
  const schemaNote = described.length === 0 ? [] : [{ key: 'ARROW:schema', value: await arrowSchema(described, metadata) }];
  file.kvMetadata = [...metadata, ...schemaNote, wideNote(wide)];
  await file.finish();
  yield handedOut(writer);
}

// A copy: the buffer is filled again.
function handedOut(writer: { index: number; getBytes(): Uint8Array }): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

async function columnChunks(target: Target, column: Column, elements: readonly SchemaElement[]): Promise<ColumnChunk[]> {
  const [element] = elements;
  if (element && elements.length === 1) return [writeColumnChunk(target, column, element)];
  return nestedChunks(target, column, elements);
}

// Lists and structs by the writer's own means: levels of repetition are its strength.
async function nestedChunks({ writer, codec }: Target, { values }: Column, elements: readonly SchemaElement[]): Promise<ColumnChunk[]> {
  const [{ parquetSchema }, { encodeNestedValues }, { writeColumn }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-writer/src/dremel.js'),
    import('hyparquet-writer/src/column.js'),
  ]);
  const tree = parquetSchema({ schema: [{ name: 'root', num_children: 1 }, ...elements] } as Parameters<typeof parquetSchema>[0]);
  return leavesOf([tree]).map((path) => {
    const schemaPath = path.map((node) => node.element);
    const column = {
      columnName: schemaPath
        .slice(1)
        .map((element) => element.name)
        .join('.'),
      element: schemaPath.at(-1) as SchemaElement,
      schemaPath,
      codec: codec.name,
      compressors: codec.compress ? { [codec.name]: codec.compress } : {},
      stats: false,
      pageSize: 1 << 20,
      columnIndex: false,
      offsetIndex: false,
    };
    return writeColumn({ writer, column, pageData: encodeNestedValues(path, values as unknown[]) }).chunk;
  });
}

type Node = ReturnType<typeof import('hyparquet').parquetSchema>;

function leavesOf(path: readonly Node[]): Node[][] {
  const children = path.at(-1)?.children ?? [];
  return children.length === 0 ? [[...path]] : children.flatMap((child) => leavesOf([...path, child]));
}
