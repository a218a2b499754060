import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArtifactUri } from '../../src/core/index.js';
import type { ArtifactRecord } from '../../src/core/index.js';
import { ModelAttempt, isPlainRow } from './model.js';
import type { View } from './model.js';
import { PlayedRun } from './played-run.js';
import type { Stage } from './played-run.js';
import { faultRounds, faultSeed } from './rounds.js';
import { schedules } from './schedule.js';
import type { RunPlan, Step } from './schedule.js';
import { ScheduledProcess } from './scheduled-process.js';

const LIMIT_MILLIS = 60_000 + 2000 * faultRounds(60);

describe('any schedule of log calls, crashes, outages, retries and superseded attempts', () => {
  it('leaves what a run shows that was never disturbed, each row once', { timeout: LIMIT_MILLIS + 30_000 }, async () => {
    const seed = faultSeed('schedules');
    const outcome = await fc.check(
      fc.asyncProperty(schedules, async (plans) => {
        const home = mkdtempSync(join(tmpdir(), 'tidemark-schedule-'));
        try {
          await Promise.race([play(home, plans), stuck()]);
        } finally {
          rmSync(home, { recursive: true, force: true });
        }
      }),
      { seed, numRuns: faultRounds(60), interruptAfterTimeLimit: LIMIT_MILLIS, markInterruptAsFailure: true },
    );
    expect(fc.defaultReportMessage(outcome)).toBeUndefined();
  });
});

async function stuck(): Promise<never> {
  await sleep(30_000, undefined, { ref: false });
  throw new Error('the schedule hangs');
}

async function play(home: string, plans: readonly RunPlan[]): Promise<void> {
  const database = openDatabase(home);
  const late: string[] = [];
  const deliver = (path: string) => renameSync(path, join(home, 'spool', basename(path)));
  const stage: Stage = {
    home,
    found: (paths, isLate) => (isLate ? void late.push(...paths) : paths.forEach(deliver)),
    eventsOf: database.eventsOf,
  };
  mkdirSync(join(home, 'spool'));
  // The first start makes the tables.
  await (await ScheduledProcess.start(home, () => undefined)).end();
  const runs = plans.map((plan) => new PlayedRun(plan, stage));
  await Promise.all(runs.map((run) => run.play()));
  late.forEach(deliver);
  const reader = await ScheduledProcess.start(home, () => undefined);
  for (const run of runs) await checkRun(run, { reader, stage });
  await checkPublished(runs, reader);
  await reader.end();
  database.close();
  expect(readdirSync(join(home, 'spool')), 'spools that are not drained').toEqual([]);
}

async function checkRun(run: PlayedRun, { reader, stage }: { reader: ScheduledProcess; stage: Stage }): Promise<void> {
  for (const [index, model] of run.attempts.entries()) checkEvents(model, stage.eventsOf(run.uid, index + 1));
  const newest = run.attempts.at(-1);
  const record = await reader.tracking.getRun(run.uid);
  expect(record).toMatchObject({ state: run.state, attempt: run.attempts.length });
  if (newest === undefined) throw new Error('no attempt was opened');
  const shown = await view(run.uid, reader, stage.eventsOf(run.uid, run.attempts.length));
  expect(shown).toEqual(newest.view());
  expect(untagged(shown)).toEqual(undisturbed(run.plan));
}

/** Nothing acknowledged is lost, nothing is doubled, the order is that of the calls, and what is missing was logged last. */
function checkEvents(model: ModelAttempt, found: readonly string[]): void {
  const logged = model.entries.map(({ id }) => id);
  expect(found, 'doubled or out of order').toEqual(logged.filter((id) => found.includes(id)));
  const missing = model.entries.filter(({ id }) => !found.includes(id));
  expect(
    missing.filter(({ acknowledged }) => acknowledged),
    'acknowledged, and lost',
  ).toEqual([]);
  const rows = model.entries.filter(isPlainRow);
  const firstMissing = rows.findIndex((row) => missing.includes(row));
  if (firstMissing >= 0)
    expect(
      rows.slice(firstMissing).filter((row) => !missing.includes(row)),
      'a gap before',
    ).toEqual([]);
}

async function view(uid: string, { tracking, services }: ScheduledProcess, events: readonly string[]): Promise<View> {
  const record = await tracking.getRun(uid);
  const artifacts = await tracking.listArtifacts({ runUid: uid, attempt: record?.attempt ?? 0, includePending: true });
  const { kind: _kind, owner: _owner, host: _host, ...labels } = record?.labels ?? {};
  for (const { target, labels: of } of artifacts) expect(await textOf(services.artifacts.read(target))).toBe(of['n']);
  const inOrder = artifacts.toSorted((one, other) => events.indexOf(artifactName(one)) - events.indexOf(artifactName(other)));
  for (const key of ['a', 'b']) {
    const versions = inOrder.filter((artifact) => artifact.key === key).map(({ version }) => version);
    expect(versions, 'versions in the order of the calls').toEqual(versions.toSorted((one, other) => one - other));
  }
  return {
    results: (record?.results ?? {}) as Record<string, string>,
    labels,
    metrics: (await tracking.metrics(uid)).map(({ key, step, value }) => `${key} ${step} ${value}`).sort(),
    lines: (await tracking.logs(uid)).map(({ message }) => message),
    artifacts: inOrder.map(({ key, labels: of }) => `${key} ${of['n']}`),
  };
}

const artifactName = ({ key, labels }: ArtifactRecord) => `artifact ${key} ${labels['n']}`;

/** Versions are unique without gaps; `latest` is the newest of them, of a run that completed; nothing else is published. */
async function checkPublished(runs: readonly PlayedRun[], { tracking }: ScheduledProcess): Promise<void> {
  const published: ArtifactRecord[] = [];
  for (const run of runs) {
    for (const attempt of run.attempts.keys()) {
      const records = await tracking.listArtifacts({ runUid: run.uid, attempt: attempt + 1, includePending: true });
      const here = records.filter(({ status }) => status.state === 'published');
      const isShown = run.state === 'completed' && attempt === run.attempts.length - 1;
      expect(here.length, 'published').toBe(isShown ? records.length : 0);
      published.push(...here);
    }
  }
  for (const key of ['a', 'b']) {
    const versions = published.filter((record) => record.key === key).map(({ version }) => version);
    expect(versions.toSorted((one, other) => one - other)).toEqual(versions.map((_, index) => index + 1));
    const latest = await tracking.getArtifact(parseArtifactUri(`store://artifacts/p/scheduled_${key}:latest`));
    expect(latest?.version ?? 0).toBe(versions.length);
    if (latest !== undefined) expect(published.map(({ uid }) => uid)).toContain(latest.uid);
  }
}

/** What the handler logs when nothing happens to it. */
function undisturbed({ before, steps }: RunPlan): View {
  const model = new ModelAttempt();
  const play = (step: Step): void => {
    if (step.do === 'row') model.log(step.row);
    if (step.do !== 'once' || model.has(step.key)) return;
    step.steps.forEach(play);
    model.markOnce(step.key, '', 0);
  };
  [...before, ...steps].forEach(play);
  return model.view();
}

/** Without saying which attempt logged a row. */
function untagged({ results, labels, metrics, lines, artifacts }: View): View {
  const bare = (text: string) => text.replace(/@\d+$/, '');
  const bareAll = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, bare(text)]));
  return {
    results: bareAll(results),
    labels: bareAll(labels),
    metrics: metrics.map((point) => point.replace(/\d+$/, (value) => String(Number(value) % 1000))).sort(),
    lines: lines.map(bare),
    artifacts: artifacts.map(bare),
  };
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}

interface EventRow {
  readonly type: string;
  readonly key: string | null;
  readonly step: number | null;
  readonly num: number | null;
  readonly value: string;
  readonly labels: string | null;
}

/** Reads events behind the store's back: which of them are there, of superseded attempts too, in their order. */
function openDatabase(home: string): { eventsOf: Stage['eventsOf']; close(): void } {
  const database = new Database(join(home, 'tracking.db'), { timeout: 15_000 });
  return {
    eventsOf: (uid, attempt) =>
      database
        .prepare<[string, number], EventRow>(
          `SELECT e.type, e.key, e.step, e.num, e.value, f.labels FROM events e JOIN attempts t ON t.id = e.attempt_id JOIN runs r ON r.id = t.run_id
           LEFT JOIN artifacts f ON e.type = 'artifact' AND f.uid = e.value AND f.attempt_id = e.attempt_id
           WHERE r.uid = ? AND t.attempt = ? ORDER BY e.seq`,
        )
        .all(uid, attempt)
        .map(nameOf),
    close: () => void database.close(),
  };
}

function nameOf({ type, key, step, num, value, labels }: EventRow): string {
  if (type === 'metric') return `metric ${key} ${step} ${num}`;
  if (type === 'artifact') return `artifact ${key} ${(JSON.parse(labels ?? '{}') as { n?: string }).n}`;
  if (type === 'label') return `label ${key} ${value}`;
  const json: unknown = JSON.parse(value);
  if (type === 'result') return `result ${key} ${String(json)}`;
  const { message, value: inner } = json as { message?: string; value?: string };
  if (type === 'log') return `log ${key} ${message}`;
  return type === 'once' ? `once ${key} ${inner}` : `${type} ${inner}`;
}
