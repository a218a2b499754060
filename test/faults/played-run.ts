import { randomUUID } from 'node:crypto';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { inspect, isDeepStrictEqual } from 'node:util';
import { StaleAttemptError } from '../../src/core/index.js';
import { executeHandler } from '../../src/context/index.js';
import type { Executed } from '../../src/context/index.js';
import type { RunContext } from '../../src/sdk/index.js';
import type { OpenAttempt } from '../../src/tracking/index.js';
import { ModelAttempt, ModelPoints } from './model.js';
import type { Row } from './model.js';
import type { Fate, RunPlan, Step } from './schedule.js';
import { ScheduledProcess } from './scheduled-process.js';

/** Where runs are played. */
export interface Stage {
  readonly home: string;
  /** Hands spool files of killed processes to whoever starts next, or keeps them for later. */
  found(paths: readonly string[], late: boolean): void;
  /** The names of all events of an attempt that are in the store. */
  eventsOf(uid: string, attempt: number): readonly string[];
}

type Ended = 'completed' | 'failed' | 'killed' | 'paused';

/** An attempt that stopped for a while, and what lets it go on. */
interface Paused {
  readonly go: () => void;
  /** Which step of the next attempt it waits for. */
  readonly resumes: number;
  readonly over: Promise<unknown>;
}

/** Plays the attempts of one run, and keeps the model beside it. */
export class PlayedRun {
  readonly uid = randomUUID().replaceAll('-', '');
  readonly plan: RunPlan;
  readonly attempts: ModelAttempt[] = [];
  /** How the run ended. */
  state: 'completed' | 'error' = 'error';
  readonly #stage: Stage;
  readonly #processes: ScheduledProcess[] = [];
  readonly #paused: Paused[] = [];

  constructor(plan: RunPlan, stage: Stage) {
    this.plan = plan;
    this.#stage = stage;
  }

  async play(): Promise<void> {
    let completed = false;
    for (const [index, fate] of this.plan.fates.entries()) {
      const gate = this.#paused.at(-1);
      const ended = await this.#attempt(fate, { isLast: index === this.plan.fates.length - 1, gate, completed });
      gate?.go();
      completed ||= ended === 'completed';
    }
    for (const { go, over } of this.#paused) {
      go();
      await over;
    }
    for (const process of this.#processes) await process.end();
    this.state = completed ? 'completed' : 'error';
  }

  async #attempt(fate: Fate, now: { isLast: boolean; gate: Paused | undefined; completed: boolean }): Promise<Ended> {
    const process = await ScheduledProcess.start(this.#stage.home, (paths) => this.#stage.found(paths, fate.drainsLate));
    this.#processes.push(process);
    const model = new ModelAttempt();
    let points = new ModelPoints([], () => false);
    const { tracking } = process.services;
    const services = {
      ...process.services,
      tracking: {
        ...tracking,
        openAttempt: (request: OpenAttempt) => {
          const answer = tracking.openAttempt(request);
          // In the same turn: what is in the store now is what the opening has found there.
          const there = this.attempts.map((_, earlier) => new Set(this.#stage.eventsOf(this.uid, earlier + 1)));
          points = new ModelPoints(this.attempts, (attempt, id) => there[attempt - 1]?.has(id) === true);
          return answer;
        },
      },
    };
    let pause: () => void = () => undefined;
    const isPaused = new Promise<'paused'>((resolve) => (pause = () => resolve('paused')));
    let go: () => void = () => undefined;
    const mayGoOn = new Promise<void>((resolve) => (go = resolve));
    const run = async (context: RunContext) => {
      check(!now.completed, 'a completed run is not run again', this.uid);
      this.attempts.push(model);
      check(context.attempt === this.attempts.length, 'attempts are numbered without gaps', context.attempt);
      await new PlayedAttempt({ context, model, points, plan: this.plan, fate, process, beside: now.gate, pause, mayGoOn }).play();
      if (now.isLast && !this.plan.completes) throw new Error('gives up');
    };
    const execution = executeHandler({
      services,
      handler: { exportName: 'scheduled', name: 'scheduled', handler: { run } },
      identity: { uid: this.uid, name: 'scheduled', project: 'p', kind: 'local' },
      nonce: randomUUID(),
      params: {},
      inputs: {},
      labels: {},
      signal: new AbortController().signal,
      failedState: () => ({ state: now.isLast ? 'error' : 'pendingRetry' }),
    });
    const over = Promise.race([execution, process.died]);
    const ended = await Promise.race([over, isPaused]);
    if (ended === 'paused') {
      const resumes = fate.ends.by === 'superseding' ? fate.ends.resumes : 0;
      this.#paused.push({ go, resumes, over: over.then(checkSuperseded) });
      return 'paused';
    }
    if (ended === 'killed') return 'killed';
    if (ended.state === 'failed') {
      check(/Error: (dies|gives up)$/.test(String(ended.error)), 'an attempt fails by what its handler throws', ended.error);
      model.settleRows();
    } else {
      const { uid, state, attempt } = ended.summary;
      check(
        isDeepStrictEqual([uid, state, attempt], [this.uid, 'completed', this.attempts.length]),
        'the summary is that of the run',
        ended.summary,
      );
      model.settle();
    }
    return ended.state;
  }
}

// Whatever its handler did, nothing of it is published.
function checkSuperseded(ended: Executed | 'killed'): void {
  if (ended === 'killed') return;
  const isStale = ended.state === 'failed' && ended.error instanceof StaleAttemptError;
  const died = ended.state === 'failed' && String(ended.error).endsWith('dies');
  check(isStale || died, 'a superseded attempt is refused', ended);
}

function check(holds: boolean, promise: string, found: unknown): void {
  if (!holds) throw new Error(`Broken: ${promise}. Found ${inspect(found)}`);
}

/** What an attempt is played with. */
interface Part {
  readonly context: RunContext;
  readonly model: ModelAttempt;
  readonly points: ModelPoints;
  readonly plan: RunPlan;
  readonly fate: Fate;
  readonly process: ScheduledProcess;
  /** The attempt that this one has superseded, and that may go on. */
  readonly beside: Paused | undefined;
  readonly pause: () => void;
  readonly mayGoOn: Promise<void>;
}

const NEVER = new Promise<never>(() => undefined);

/** The handler of one attempt. */
class PlayedAttempt {
  readonly #part: Part;
  #count = 0;

  constructor(part: Part) {
    this.#part = part;
  }

  async play(): Promise<void> {
    const { context, model, points, plan } = this.#part;
    for (const step of plan.before) await this.#step(step, 0);
    let first = 0;
    if (plan.asks) {
      await this.#next();
      const taken = points.checkpoint(model);
      model.adopt(taken?.entries ?? []);
      const last = await context.lastCheckpoint<number>();
      await this.#alive();
      check(last === taken?.value, `the last checkpoint is ${taken?.value}`, last);
      model.settle();
      first = taken?.value ?? 0;
    }
    for (const [index, step] of plan.steps.entries()) if (index >= first) await this.#step(step, index);
    await this.#next();
  }

  async #step(step: Step, index: number): Promise<void> {
    await this.#next();
    const { context, model } = this.#part;
    if (step.do === 'row') return this.#row(step.row, step.awaited);
    if (step.do === 'once') return this.#once(step.key, step.steps, index);
    if (step.do === 'pause') return step.millis === 0 ? turn() : sleep(step.millis);
    if (step.do === 'commit') {
      await context.commit();
      await this.#alive();
      return model.settleRows();
    }
    const done = context.checkpoint(index + 1);
    model.markCheckpoint(index + 1);
    if (!step.awaited) return void done.catch(() => undefined);
    await done;
    await this.#alive();
    model.settle();
  }

  async #row(row: Row, awaited: boolean): Promise<void> {
    const { context, model } = this.#part;
    const mine: Row =
      row.type === 'metric' ? { ...row, value: context.attempt * 1000 + row.value } : { ...row, text: `${row.text}@${context.attempt}` };
    const receipt = logTo(context, mine);
    const entry = model.log(mine);
    if (!awaited) return;
    await receipt;
    await this.#alive();
    model.acknowledge(entry);
  }

  async #once(key: string, steps: readonly Step[], index: number): Promise<void> {
    const { context, model, points } = this.#part;
    const isKnown = model.has(key);
    const taken = isKnown ? undefined : points.once(key);
    if (taken !== undefined) model.adopt(taken);
    const value = await context.once(key, async () => {
      check(!isKnown && taken === undefined, 'what ran once does not run again', key);
      const from = model.entries.length;
      for (const step of steps) await this.#step(step, index);
      const made = `${key}@${context.attempt}`;
      model.markOnce(key, made, from);
      return made;
    });
    await this.#alive();
    const stored = model.entries.some(({ id }) => id === `once ${key} ${value}`);
    check(stored, `the value of ${key} is the stored one`, value);
    // One that this attempt has had already waits for nothing.
    if (!isKnown) model.settle();
  }

  /** Before every step: what happens to this attempt here. */
  async #next(): Promise<void> {
    const { fate, process, beside, pause, mayGoOn } = this.#part;
    const now = this.#count++;
    for (const { at, millis } of fate.outages) if (at === now) process.outage(millis);
    if (beside?.resumes === now) beside.go();
    const { ends } = fate;
    if (ends.by !== 'returning' && ends.at === now) {
      if (ends.by === 'throw') throw new Error('dies');
      if (ends.by === 'superseding') {
        pause();
        await mayGoOn;
      } else if (ends.turns === 0) process.kill(fate.torn);
      else void turns(ends.turns).then(() => process.kill(fate.torn));
    }
    await this.#alive();
  }

  // What the dead are told counts for nothing.
  async #alive(): Promise<void> {
    if (this.#part.process.isDead) await NEVER;
  }
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await turn();
}

function logTo(context: RunContext, row: Row): PromiseLike<unknown> {
  switch (row.type) {
    case 'result':
      return context.logResult(row.key, row.text);
    case 'label':
      return context.setLabel(row.key, row.text);
    case 'log':
      return context.logger.info(row.text);
    case 'metric':
      return context.logMetric(row.key, row.value, row.step);
    case 'artifact':
      return context.logArtifact(row.key, { body: row.text, labels: { n: row.text } });
  }
}
