import type { RunRecord, RunState } from '../../../core/index.js';
import { RUN_KINDS, RUN_STATES, present } from '../../../core/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { assignments, oneOf, since, wholeNumber } from '../../parse-text.js';
import { printJson } from '../../print/json.js';
import { shortUid } from '../../print/run.js';
import { state } from '../../print/state.js';
import { styled, styledError } from '../../print/style.js';
import { table } from '../../print/table.js';
import { durationOf, when } from '../../print/time.js';
import type { TimeStyle } from '../../print/time.js';
import { inline } from '../../print/values.js';
import { UsageError } from '../../usage-error.js';

const DEFAULT_LIMIT = 50;

/** `tidemark runs list` */
export const list = command({
  name: 'list',
  description: 'List runs, newest first',
  examples: [
    'tidemark runs list --project churn --label team=risk',
    'tidemark runs list --order results.accuracy --limit 10',
    'tidemark runs list --state error,aborted --since 2026-03-01 --json',
    'tidemark runs list --query "results.accuracy > 0.9 and not labels.framework = sklearn"',
  ],
  options: {
    project: { type: 'string', description: 'Only of this project' },
    name: { type: 'string', description: 'Only with this name' },
    state: { type: 'string', description: 'Only in this state, or in these: error,aborted' },
    label: { type: 'string', many: true, valueHint: 'key=value', description: 'Only with this label; may be repeated' },
    kind: { type: 'string', description: 'step, pipeline or local' },
    query: { type: 'string', description: 'Only those for which this holds, e.g. "duration > 5m and params.rate < 0.1"' },
    since: { type: 'string', valueHint: '2h|date', description: 'Only started since then: 30m, 2h, 7d, or an ISO date' },
    limit: { type: 'string', valueHint: 'n', description: `At most this many (default ${DEFAULT_LIMIT})` },
    order: { type: 'string', valueHint: 'field', description: 'startTime or results.<key>, largest first; "-" before it turns it round' },
    absolute: { type: 'boolean', description: 'Times as they are, not how long ago' },
    ...JSON_OPTION,
  },
  async run({ options }) {
    const limit = wholeNumber('--limit', options.limit) ?? DEFAULT_LIMIT;
    const filter = {
      ...present({
        project: options.project,
        name: options.name,
        kind: oneOf('--kind', options.kind, RUN_KINDS),
        state: states(options.state),
        since: since(options.since),
        orderBy: order(options.order),
        query: options.query,
      }),
      labels: assignments('--label', options.label),
      // One more than is shown tells whether there are more.
      limit: limit + 1,
    };
    const found = (await withClient((client) => client.listRuns(filter))).map(({ record }) => record);
    const runs = found.slice(0, limit);
    if (options.json) return printJson({ runs });
    if (runs.length === 0) return console.log('No runs. Make one: tidemark run <file>, or loosen what is asked for.');
    console.log(runTable(runs, { absolute: options.absolute, now: Date.now() }));
    if (found.length > limit) console.error(styledError('dim', `There are more: --limit ${limit * 4}`));
  },
});

function states(text: string | undefined): readonly RunState[] | undefined {
  return text?.split(',').flatMap((word) => oneOf('--state', word, RUN_STATES) ?? []);
}

function order(text: string | undefined): string | undefined {
  if (text !== undefined && !/^-?(startTime|results\..+)$/.test(text)) {
    throw new UsageError(`--order takes startTime or results.<key>, with "-" before it to turn it round, not ${JSON.stringify(text)}.`);
  }
  return text;
}

function runTable(runs: readonly RunRecord[], time: TimeStyle): string {
  const projects = new Set(runs.map(({ project }) => project)).size > 1;
  const columns = [
    { title: 'UID' },
    ...(projects ? [{ title: 'PROJECT', shrinksTo: 7 }] : []),
    { title: 'NAME', shrinksTo: 8 },
    { title: 'STATE' },
    { title: 'STARTED' },
    { title: 'TOOK', align: 'right' as const },
    { title: 'KIND' },
    { title: 'RESULTS', shrinksTo: 7 },
  ];
  const rows = runs.map((run) => [
    shortUid(run.uid),
    ...(projects ? [run.project] : []),
    run.name,
    state(run.state) + (run.attempts.length > 1 ? styled('dim', ` #${run.attempt}`) : ''),
    when(run.startTime, time),
    durationOf(run.startTime, run.endTime, time.now),
    run.kind,
    inline(run.results),
  ]);
  return table(columns, rows);
}
