import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptRecord } from 'tidemark';
import type { Run, TidemarkClient } from 'tidemark/client';
import { duration, paint, progress } from './terminal.js';

const POLL_MILLIS = 50;
const PROGRESS_EVERY_MS = 2000;

/** Tells what the steps of a pipeline do, as their records say it, until `over` settles; the last records are told too. */
export async function watchSteps(client: TidemarkClient, pipelineUid: string, over: Promise<unknown>): Promise<void> {
  let isOver = false;
  const end = () => (isOver = true);
  over.then(end, end);
  const told = new Set<string>();
  for (;;) {
    const last = isOver; // asked before reading: what comes between is read the next time
    const news = (await stepsOf(client, pipelineUid)).flatMap(newsOf).filter(({ id }) => !told.has(id));
    for (const { id, text } of news.sort((a, b) => a.time - b.time)) {
      told.add(id);
      progress(text);
    }
    if (last) return;
    await sleep(POLL_MILLIS);
  }
}

/** The steps of a pipeline, in the order in which they began. */
export async function stepsOf(client: TidemarkClient, pipelineUid: string): Promise<Run[]> {
  const steps = await client.listRuns({ parentUid: pipelineUid });
  return steps.sort((a, b) => a.record.startTime.localeCompare(b.record.startTime));
}

interface News {
  /** Told once. */
  readonly id: string;
  readonly time: number;
  readonly text: string;
}

function newsOf(run: Run): News[] {
  return [...run.attempts.flatMap((attempt) => attemptNews(run, attempt)), ...progressOf(run)];
}

function attemptNews({ uid, name }: Run, { attempt, state, statusReason, error, startTime, endTime }: AttemptRecord): News[] {
  const who = `${name.padEnd(9)} ${attempt === 1 ? '' : `attempt ${attempt} `}`;
  const start = Date.parse(startTime);
  const started: News = { id: `${uid} ${attempt} start`, time: start, text: `${who}started` };
  if (endTime === undefined) return [started];
  const end = Date.parse(endTime);
  const why = state === 'aborted' ? statusReason : error?.message;
  const ended = state === 'completed' ? paint('green', 'completed') : paint('red', state === 'aborted' ? 'aborted' : 'failed');
  const text = `${who}${ended} after ${duration(end - start)}${state === 'completed' ? '' : `: ${why ?? 'no reason is recorded'}`}`;
  return [started, { id: `${uid} ${attempt} end`, time: end, text }];
}

// How far a step is, for those who wait: every two seconds.
function progressOf({ uid, name, state, record }: Run): News[] {
  const { progress: reached } = record;
  const period = Math.floor((Date.now() - Date.parse(record.attempts.at(-1)?.startTime ?? record.startTime)) / PROGRESS_EVERY_MS);
  if (state !== 'running' || reached === undefined || period === 0) return [];
  const text = `${name.padEnd(9)} ${reached.done}${reached.total === undefined ? '' : ` of ${reached.total}`}`;
  return [{ id: `${uid} ${record.attempt} progress ${period}`, time: Date.now(), text: paint('dim', text) }];
}
