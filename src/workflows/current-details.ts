import { setCurrentDetails } from '@temporalio/workflow';
import { state } from './pipeline-state.js';

/** Shows the steps of the pipeline in the Temporal UI, as a Markdown table. Its Markdown has no HTML and no images. */
export function showSteps(): void {
  if (state.rows.length > 0) setCurrentDetails(stepsTable());
}

/** The same table for the memo, which outlives the worker. */
export function stepsTable(): string {
  const rows = state.rows.map(({ activityId, name, state: now, attempt, note, uid }) =>
    [
      activityId === name ? name : `${name} (${activityId})`,
      now,
      attempt ?? '',
      note ?? '',
      uid === undefined ? '' : `\`${uid.slice(0, 8)}\``,
    ]
      .map(cell)
      .join(' | '),
  );
  return ['| step | state | attempt | results | run |', '| --- | --- | --- | --- | --- |', ...rows.map((row) => `| ${row} |`)].join('\n');
}

function cell(value: string | number): string {
  const text = String(value).replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
