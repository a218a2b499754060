import { PLURAL_OF, present } from '../../core/index.js';
import type { Garbage } from '../../client/index.js';
import { JSON_OPTION, command } from '../command.js';
import { withClient } from '../open-client.js';
import { timeSpan, wholeNumber } from '../parse-text.js';
import { printJson } from '../print/json.js';
import { shortUid } from '../print/run.js';
import { oneLine, styled } from '../print/style.js';
import { bytes } from '../print/values.js';
import { UsageError } from '../usage-error.js';

/** `tidemark gc` */
export const gc = command({
  name: 'gc',
  description: 'Delete bodies that no record reaches and, by rules, old versions and runs',
  examples: [
    'tidemark gc --dry-run',
    'tidemark gc --keep-versions 5 --older-than 30d --dry-run',
    'tidemark gc --runs-older-than 90d --abandoned --yes',
  ],
  options: {
    'dry-run': { type: 'boolean', description: 'Delete nothing, and say what would go' },
    yes: { type: 'boolean', description: 'Delete' },
    project: { type: 'string', description: 'Only of this project (default: all)' },
    'keep-versions': {
      type: 'string',
      valueHint: 'n',
      description: 'Versions go that have n newer ones; what is tagged or was read stays',
    },
    'older-than': {
      type: 'string',
      valueHint: 'time',
      description: 'Versions go that are older, such as 30d; with --keep-versions: that are both',
    },
    'runs-older-than': {
      type: 'string',
      valueHint: 'time',
      description: 'Runs go that ended before, unless something that stays needs them',
    },
    abandoned: { type: 'boolean', description: 'Also what failed and repeated attempts had logged' },
    grace: { type: 'string', valueHint: 'time', description: 'Bodies younger than this stay (default 24h); 0s only while nothing logs' },
    ...JSON_OPTION,
  },
  async run({ options }) {
    if (options['dry-run'] === options.yes) throw new UsageError('Say --dry-run, to see what would go, or --yes, to delete it.');
    const garbage = await withClient((client) =>
      client.gc({
        dryRun: options['dry-run'],
        abandoned: options.abandoned,
        ...present({
          project: options.project,
          keepVersions: wholeNumber('--keep-versions', options['keep-versions']),
          olderThanMillis: timeSpan('--older-than', options['older-than']),
          runsOlderThanMillis: timeSpan('--runs-older-than', options['runs-older-than']),
          graceMillis: timeSpan('--grace', options.grace),
        }),
      }),
    );
    if (options.json) printJson(garbage);
    else console.log(garbageText(garbage));
  },
});

function garbageText({ dryRun, runs, artifacts, bodies, bytes: size }: Garbage): string {
  const lines = [
    ...runs.map(({ uid, name }) => `run      ${shortUid(uid)}  ${oneLine(name)}`),
    ...artifacts.map(
      ({ project, kind, dbKey, version, uid, state }) =>
        `record   store://${PLURAL_OF[kind]}/${project}/${dbKey}${state === 'published' ? `:v${version}` : `^${uid}  ${state}`}`,
    ),
    ...bodies.map((body) => `body     ${body.target}  ${bytes(body.size)}`),
  ];
  const what = `${count(runs.length, 'run')}, ${count(artifacts.length, 'record')} out of runs that stay, ${count(bodies.length, 'body', 'bodies')} of ${bytes(size)}`;
  const total = dryRun ? `Would go: ${what}. Delete it with --yes in the place of --dry-run.` : `Deleted: ${what}.`;
  return [...lines, styled('bold', total)].join('\n');
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
