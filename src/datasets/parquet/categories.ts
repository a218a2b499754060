import type { FileMetaData } from 'hyparquet';

/** The columns that are categories in pandas, which says so in the file's metadata. */
export function categoriesOf({ key_value_metadata: metadata }: FileMetaData): ReadonlySet<string> {
  const text = metadata?.find(({ key }) => key === 'pandas')?.value;
  if (text === undefined) return new Set();
  try {
    const { columns } = JSON.parse(text) as {
      readonly columns?: readonly { readonly field_name?: string; readonly pandas_type?: string }[];
    };
    return new Set(
      columns?.flatMap(({ field_name: name, pandas_type: type }) => (type === 'categorical' && name !== undefined ? [name] : [])),
    );
  } catch {
    // Somebody else's note, and nothing that the values depend on.
    return new Set();
  }
}
