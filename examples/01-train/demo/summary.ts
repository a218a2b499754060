import type { Run } from 'tidemark/client';
import type { Retried } from './retried.js';
import { duration, heading, paint, shortValue, table } from './terminal.js';

/** The pipeline and its steps: state, attempts, duration, results; then what they logged, by URI. */
export function printRun(pipeline: Run, steps: readonly Run[]): void {
  heading(`${pipeline.name}: ${pipeline.state}, in ${lasted(pipeline)}`);
  const results = (run: Run) => Object.entries(run.results).map(([key, value]) => `${key}=${shortValue(value)}`);
  table([
    ['step', 'state', 'attempts', 'duration', 'results'].map((title) => paint('dim', title)),
    ...steps.map((run) => [run.name, run.state, String(run.attempts.length), lasted(run), results(run).join(' ')]),
  ]);
  const artifacts = steps.flatMap((run) => Object.entries(run.artifacts).map(([key, uri]) => [`${run.name}.${key}`, uri]));
  if (artifacts.length > 0) heading('Artifacts, as steps pass them on');
  table(artifacts);
}

/** What a failure in the middle of a step did, and did not do. */
export function printRetried({ run, failed, shown }: Retried): void {
  const command = (text: string) => console.log(`      ${paint('cyan', text)}`);
  const logged = `${failed.metrics.length} metric rows and ${failed.artifacts.length} artifact${failed.artifacts.length === 1 ? '' : 's'}`;
  heading(`What the failure of ${run.name} left behind`);
  console.log(`  Attempt ${failed.attempt} of ${run.name} had logged ${logged} when it failed. Temporal tried again.`);

  const series = shown.map(({ key, rows, distinctSteps }) => `${key} has ${rows} rows at ${distinctSteps} distinct steps`);
  console.log(`  The run shows attempt ${run.record.attempt}: ${series.join(', ')}.`);
  command(`npx tidemark runs show ${run.uid}`);

  const points = failed.metrics.map(({ key, step, value }) => `${key} ${shortValue(value)} at step ${step}`);
  console.log(`  Attempt ${failed.attempt} is still there to be read: ${points.join(', ')}.`);
  command(`npx tidemark runs metrics ${run.uid} --attempt ${failed.attempt}`);

  for (const { record, everPublished, latest } of failed.artifacts) {
    const then = latest === undefined ? 'there is none' : `it is ${latest}`;
    const never = everPublished ? `was published as version ${record.version}` : 'was never published, so no tag ever led to it';
    console.log(`  Its artifact ${record.key} ${never}; \`latest\` of ${record.dbKey}: ${then}.`);
  }
}

function lasted({ record }: Run): string {
  return record.endTime === undefined ? '' : duration(Date.parse(record.endTime) - Date.parse(record.startTime));
}
