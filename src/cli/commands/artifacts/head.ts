import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { wholeNumber } from '../../parse-text.js';
import { printJson } from '../../print/json.js';
import { rowsDocument, rowsOfTable, rowsPage } from '../../print/rows.js';
import { TABLE_FILE_OPTION, tableItem } from './table-item.js';

const ROWS = 20;

/** `tidemark artifacts head` */
export const head = command({
  name: 'head',
  description: 'Print the first rows of a dataset, or of any table: Parquet, CSV, JSON, Arrow. Of Parquet no more is read than they need',
  examples: [
    'tidemark artifacts head store://datasets/default/train_mydf',
    'tidemark artifacts head store://datasets/default/train_mydf:v2 -n 5 --json',
    'tidemark artifacts head points.csv',
  ],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another. Or a path or URL' } },
  options: {
    rows: { type: 'string', alias: 'n', valueHint: 'n', description: `How many (default ${ROWS})` },
    ...TABLE_FILE_OPTION,
    ...JSON_OPTION,
  },
  async run({ positionals: [uri = ''], options }) {
    const wanted = wholeNumber('--rows', options.rows) ?? ROWS;
    await withClient(async (client) => {
      const item = tableItem(client, uri, options.file);
      const found = rowsOfTable(await item.head(wanted));
      const length = options.file === undefined ? (await item.artifact())?.spec.length : undefined;
      if (options.json) printJson(rowsDocument(found));
      else console.log(rowsPage(found, length === undefined ? undefined : length - found.rows.length));
    });
  },
});
