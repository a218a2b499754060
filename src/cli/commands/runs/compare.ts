import type { Value } from '../../../core/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';
import { shortUid } from '../../print/run.js';
import { oneLine, styled } from '../../print/style.js';
import { table } from '../../print/table.js';
import { duration } from '../../print/time.js';
import { shown } from '../../print/values.js';

type Row = Readonly<Record<string, Value>>;

/** `tidemark runs compare` */
export const compare = command({
  name: 'compare',
  description: 'Put params and results of runs side by side',
  examples: ['tidemark runs compare 3f2a9c 81be07', 'tidemark runs compare 3f2a9c 81be07 d09911 --json'],
  positionals: { uid: { description: 'Uids of the runs, or their first 6 digits and more', many: true } },
  options: { ...JSON_OPTION },
  async run({ positionals, options }) {
    const rows = await withClient(async (client) => {
      const found = await Promise.all(positionals.map((uid) => findRun(client, uid)));
      const compared = await client.compareRuns(found.map(({ uid }) => uid));
      return compared.objects().map((row) => ({ ...row }) as Row);
    });
    if (options.json) printJson({ runs: rows });
    else console.log(sideBySide(rows));
  },
});

// Runs across, fields down: there are more fields than runs.
function sideBySide(rows: readonly Row[]): string {
  const fields = Object.keys(rows[0] ?? {}).filter((field) => field !== 'uid');
  const lines = fields.map((field) => {
    const cells = rows.map((row) => cell(field, row[field]));
    const differs = new Set(cells).size > 1;
    return [styled('cyan', oneLine(field)), ...cells.map((text) => (differs ? styled('bold', text) : text))];
  });
  const columns = [{ title: '', shrinksTo: 12 }, ...rows.map(({ uid }) => ({ title: shortUid(shown(uid)), shrinksTo: 8 }))];
  return table(columns, lines);
}

function cell(field: string, value: Value | undefined): string {
  return field === 'durationSeconds' && typeof value === 'number' ? duration(value * 1000) : shown(value);
}
