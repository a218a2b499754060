import type { TidemarkClient } from '../../../client/index.js';
import type { DataItem } from '../../../sdk/index.js';

/** The option that names a table in a directory. */
export const TABLE_FILE_OPTION = {
  file: { type: 'string', valueHint: 'path', description: 'One file of a directory or model, by its path in it' },
} as const;

/** What is read as a table: an artifact, a path or a URL, or one file of a directory. */
export function tableItem(client: TidemarkClient, uri: string, file: string | undefined): DataItem {
  const item = client.getDataItem(uri);
  return file === undefined ? item : item.file(file);
}
