import { setCurrentDetails } from '@temporalio/workflow';
import { state } from './pipeline-state.js';
import type { StepRow } from './pipeline-state.js';

const LONGEST_CELL = 200;
// Memo and details travel whole with every change.
const MOST_ROWS = 50;
// The frame that the UI draws around Markdown is a line too low: what it cuts off is this one.
const LAST_LINE = '\n\n\u00a0';

/** Shows the steps of the workflow in the Temporal UI, in Markdown. It renders tables and links; HTML and images it strips. */
export function showSteps(): void {
  if (state.pipeline !== undefined || state.rows.length > 0) setCurrentDetails(stepsTable() + LAST_LINE);
}

/** The same for the memo, which outlives the worker: where the run is shown, and its newest 50 steps. */
export function stepsTable(): string {
  const uid = state.pipeline?.uid ?? state.rows.at(-1)?.uid;
  const rows = state.rows.slice(-MOST_ROWS);
  const left = state.rows.length - rows.length;
  return [
    ...(uid === undefined ? [] : [whereToLook(uid), '']),
    ...(rows.length === 0
      ? []
      : ['| step | state | attempt | took | results or error | artifacts | run |', '| --- | --- | --- | --- | --- | --- | --- |']),
    ...rows.map((row) => `| ${[...cells(row).map(escaped), runCell(row)].join(' | ')} |`),
    ...(left === 0 ? [] : ['', `${left} earlier steps are not shown.`]),
  ].join('\n');
}

function cells({ activityId, name, state: now, attempt, startTime, endTime, note, artifacts }: StepRow): (string | number | undefined)[] {
  const isFirst = activityId === `${name}-1`;
  return [
    isFirst || activityId === name ? name : activityId.startsWith(name) ? activityId : `${name} (${activityId})`,
    now,
    attempt,
    endTime === undefined ? '' : duration(endTime - startTime),
    note,
    artifacts?.join(', '),
  ];
}

function runCell({ uid }: StepRow): string {
  const url = state.pipeline?.uiUrl;
  const short = uid?.slice(0, 8) ?? '';
  return url === undefined || uid === undefined ? short : `[${short}](${url}/runs/${uid})`;
}

function whereToLook(uid: string): string {
  const command = `\`npx tidemark runs show ${uid}\``;
  const url = state.pipeline?.uiUrl;
  return url === undefined ? command : `[See it in Tidemark](${url}/pipelines/${uid}) · ${command}`;
}

function escaped(cell: string | number | undefined): string {
  const text = String(cell ?? '').replaceAll(/[ \t\r\n]+/g, ' ');
  return (text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text).replaceAll(/[|<*`\\]/g, '\\$&');
}

// No-break spaces: the table's columns are narrow.
function duration(millis: number): string {
  if (millis < 1000) return `${millis}\u00a0ms`;
  return millis < 60_000 ? `${(millis / 1000).toFixed(1)}\u00a0s` : `${(millis / 60_000).toFixed(1)}\u00a0min`;
}
