import { formatArtifactUri, parseArtifactUri } from '../../core/index.js';
import type { AttemptRecord, ErrorRecord, RunRecord } from '../../core/index.js';
import { errorText } from './error.js';
import { state } from './state.js';
import { oneLine, styled } from './style.js';
import { pairs, table } from './table.js';
import { durationOf, when } from './time.js';
import type { TimeStyle } from './time.js';
import { shown, shownNumber } from './values.js';

const SHORT_UID = 8;

/** The first digits of a uid: enough to name a run on the command line. */
export function shortUid(uid: string): string {
  return uid.slice(0, SHORT_UID);
}

/** The pinned URI without its tree: the uid alone leads to the same version, and the line is a third shorter. */
export function shortUri(uri: string): string {
  const { tree: _, ...parts } = parseArtifactUri(uri);
  return formatArtifactUri(parts);
}

/** Everything about a run on a page of text, with where to look next. `verbose` shows whole stacks. */
export function runPage(run: RunRecord, options: TimeStyle & { readonly verbose: boolean }): string {
  const sections = [
    `${heading(run, options.now)}\n${pairs(facts(run, options))}`,
    section('Parameters', values(run.parameters)),
    section('Inputs', Object.entries(run.inputs).map(named)),
    section('Results', values(run.results)),
    metrics(run),
    section(
      'Artifacts',
      Object.entries(run.artifacts).map(([key, uri]) => [oneLine(key), shortUri(uri)]),
    ),
    run.attempts.length > 1 ? `${title('Attempts')}\n${attempts(run.attempts, options)}` : '',
    run.error === undefined ? '' : `${styled('red', 'Error')}\n${indented(errorText(run.error, { stack: options.verbose }))}`,
    next(run),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function heading(run: RunRecord, now: number): string {
  const reason = run.statusReason === undefined ? '' : ` (${oneLine(run.statusReason)})`;
  const time = durationOf(run.startTime, run.endTime, now);
  return `${styled('bold', run.name)}  ${state(run.state)}${reason}  ${run.endTime === undefined ? `for ${time}` : `in ${time}`}`;
}

function facts(run: RunRecord, time: TimeStyle): [string, string][] {
  const attempt = run.attempts.length > 1 ? `, attempt ${run.attempt} of ${run.attempts.length}` : '';
  const optional: [string, string | undefined][] = [
    ['source', source(run)],
    ['workflow', run.workflowId],
    ['parent', run.parentUid],
  ];
  return [
    ['uid', run.uid],
    ['project', run.project],
    ['kind', `${run.kind}${attempt}`],
    ['started', when(run.startTime, time)],
    ...optional.filter((entry): entry is [string, string] => entry[1] !== undefined),
    ['labels', shownLabels(run.labels)],
  ];
}

function source({ source: { file, export: name, commit, dirty } }: RunRecord): string | undefined {
  if (file === undefined) return undefined;
  const at = commit === undefined ? '' : ` at ${commit.slice(0, 7)}${dirty === true ? ' with changes' : ''}`;
  return `${file}${name === undefined || name === 'default' ? '' : `#${name}`}${at}`;
}

function shownLabels(labels: RunRecord['labels']): string {
  return Object.entries(labels)
    .map(([key, value]) => `${oneLine(key)}=${oneLine(value)}`)
    .join('  ');
}

function values(given: RunRecord['parameters']): [string, string][] {
  return Object.entries(given).map(([key, value]) => [oneLine(key), shown(value)]);
}

function named([key, value]: [string, string]): [string, string] {
  return [oneLine(key), oneLine(value)];
}

function metrics(run: RunRecord): string {
  const rows = Object.entries(run.metrics).map(([key, { last, min, max, count }]) => [
    `  ${oneLine(key)}`,
    ...[last, min, max].map(shownNumber),
    String(count),
  ]);
  if (rows.length === 0) return '';
  const columns = [
    { title: `  ${title('Metrics')}`.trimStart(), shrinksTo: 12 },
    ...['last', 'min', 'max', 'points'].map((name) => ({ title: name, align: 'right' as const })),
  ];
  return table(columns, rows);
}

/** One line an attempt. */
export function attempts(all: readonly AttemptRecord[], time: TimeStyle): string {
  return pairs(
    all.map(({ attempt, state: of, statusReason, startTime, endTime, error }) => [
      String(attempt),
      [
        state(of),
        when(startTime, time),
        `for ${durationOf(startTime, endTime, time.now)}`,
        statusReason === undefined ? '' : `(${oneLine(statusReason)})`,
        error === undefined ? '' : shortError(error),
      ]
        .filter((part) => part !== '')
        .join('  '),
    ]),
  );
}

function shortError({ name, message }: ErrorRecord): string {
  return styled('red', `${name}: ${oneLine(message)}`);
}

function next({ uid, metrics: series }: RunRecord): string {
  const short = shortUid(uid);
  const commands = [`tidemark runs logs ${short}`, `tidemark runs export ${short} -o report.html`];
  if (Object.keys(series).length > 0) commands.splice(1, 0, `tidemark runs metrics ${short}`);
  return styled('dim', `Next: ${commands.join('  ·  ')}`);
}

function section(name: string, entries: readonly (readonly [string, string])[]): string {
  return entries.length === 0 ? '' : `${title(name)}\n${pairs(entries)}`;
}

function title(text: string): string {
  return styled('bold', text);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
