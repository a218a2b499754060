import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';
import { rowsDocument, rowsOfQuery, rowsPage } from '../../print/rows.js';
import { TABLE_FILE_OPTION, tableItem } from './table-item.js';

/** `tidemark artifacts sql` */
export const sql = command({
  name: 'sql',
  description:
    'Print what a query in DuckDB’s SQL gives of a dataset, or of any table, which is called data in it. Needs the package @duckdb/node-api',
  examples: [
    'tidemark artifacts sql store://datasets/default/train_mydf "select kind, avg(price) from data group by kind"',
    'tidemark artifacts sql points.csv "summarize data" --json',
  ],
  positionals: {
    uri: { description: 'Its store:// URI; the latest version unless it names another. Or a path or URL' },
    query: { description: 'The query, as one word of the command line: in quotes' },
  },
  options: { ...TABLE_FILE_OPTION, ...JSON_OPTION },
  async run({ positionals: [uri = '', query = ''], options }) {
    await withClient(async (client) => {
      const found = rowsOfQuery(await tableItem(client, uri, options.file).sql(query));
      if (options.json) printJson(rowsDocument(found));
      else console.log(rowsPage(found));
    });
  },
});
