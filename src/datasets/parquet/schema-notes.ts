import type { FileMetaData } from 'hyparquet';
import { arrowColumnType } from '../arrow/arrow-types.js';
import type { ColumnType } from '../types/column-type.js';

/** What writers note about a column because Parquet has no word for it. */
export type SchemaNotes = ReadonlyMap<string, ColumnType>;

/**
 * Reads the notes of Arrow writers (pyarrow and so pandas, polars, and Tidemark): the schema that the table had, in base64, and of pandas itself. Notes are
 * not needed to read the values, so what cannot be understood is passed over.
 */
export async function schemaNotes({ key_value_metadata: metadata }: FileMetaData): Promise<SchemaNotes> {
  const note = (name: string): string | undefined => metadata?.find(({ key }) => key === name)?.value;
  const arrow = note('ARROW:schema');
  try {
    return arrow === undefined ? pandasCategories(note('pandas')) : await arrowTypes(arrow);
  } catch {
    return new Map();
  }
}

/** The type with what the notes add: which text is a category, and what a zone is called. */
export function noted(type: ColumnType, note: ColumnType | undefined): ColumnType {
  if (type.kind === 'string' && note?.kind === 'category') return note;
  if (type.kind === 'timestamp' && type.zone !== undefined && note?.kind === 'timestamp' && note.zone !== undefined)
    return { ...type, zone: note.zone };
  return type;
}

async function arrowTypes(base64: string): Promise<SchemaNotes> {
  const { tableFromIPC } = await import('@uwdata/flechette');
  const { schema } = tableFromIPC(new Uint8Array(Buffer.from(base64, 'base64')));
  return new Map(schema.fields.map(({ name, type }) => [name, arrowColumnType(type)]));
}

function pandasCategories(text: string | undefined): SchemaNotes {
  if (text === undefined) return new Map();
  const { columns = [] } = JSON.parse(text) as { columns?: readonly { readonly field_name?: string; readonly pandas_type?: string }[] };
  return new Map(
    columns.flatMap(({ field_name: name, pandas_type: type }): [string, ColumnType][] =>
      type === 'categorical' && name !== undefined ? [[name, { kind: 'category' }]] : [],
    ),
  );
}
