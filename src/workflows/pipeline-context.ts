import { CancellationScope } from '@temporalio/workflow';
import { InvalidValueError, checkName, toTagged } from '../core/index.js';
import type { Json, LogLevel, PipelineEvent, PipelineTarget, Value } from '../core/index.js';
import type { LogFields, Logger, Receipt } from '../sdk/index.js';
import { appendPipeline } from './internal-activities.js';

/** What a pipeline's function is given: its own run. Log calls are durable like a step's: batched into local activities. */
export interface PipelineContext {
  /** 32 hex digits. */
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  readonly parameters: Readonly<Record<string, Value>>;
  readonly logger: Logger;
  /** One value per key; the last one wins. */
  logResult(key: string, value: Value): Receipt;
  /** Several at once. */
  logResults(values: Readonly<Record<string, Value>>): Receipt;
  /** One number of a series; without a step, the next after the last of this key. */
  logMetric(key: string, value: number, step?: number): Receipt;
  /** Labels are searchable text; the value is stored as `String(value)`. */
  setLabel(key: string, value: unknown): Receipt;
  /** Several at once. */
  setLabels(labels: Readonly<Record<string, unknown>>): Receipt;
  /** Text about the run that is not searched for. */
  setAnnotation(key: string, value: unknown): Receipt;
}

type Unplaced<E> = E extends unknown ? Omit<E, 'seq' | 'time'> : never;

/** The log of a pipeline. Events that come in one turn go out together; while a batch is under way the next one gathers. */
export class PipelineLog {
  #target: PipelineTarget;
  #waiting: PipelineEvent[] = [];
  #sending: Promise<void> | undefined;
  #failure: unknown;
  #seq: number;
  readonly #steps: Map<string, number>;

  /** @param nextSteps - Of the metrics that the part before this one logged. */
  constructor(target: PipelineTarget, nextSteps: Readonly<Record<string, number>> = {}) {
    this.#target = target;
    this.#seq = target.opening.continues?.seq ?? 0;
    this.#steps = new Map(Object.entries(nextSteps));
  }

  /** Which attempt is written to, and the last place in it that is taken. */
  get place(): PipelineTarget & { readonly seq: number } {
    return { ...this.#target, seq: this.#seq };
  }

  add(event: Unplaced<PipelineEvent>): Receipt {
    this.#seq += 1;
    // Date.now() is the workflow's own clock: the same in every replay.
    this.#waiting.push({ ...event, seq: this.#seq, time: Date.now() });
    this.#sending ??= this.#send();
    return receipt(() => this.flush());
  }

  metric(key: string, value: number, step: number | undefined): Receipt {
    checkName(key, 'Metric');
    if (typeof value !== 'number') throw new InvalidValueError(`metric ${JSON.stringify(key)}`, `${typeof value} is not a number`);
    const at = step ?? this.#steps.get(key) ?? 0;
    if (!Number.isSafeInteger(at) || at < 0)
      throw new InvalidValueError(`step of metric ${JSON.stringify(key)}`, `${at} is not an integer from 0`);
    this.#steps.set(key, Math.max(this.#steps.get(key) ?? 0, at + 1));
    return this.add({ type: 'metric', key, step: at, value: toTagged(value) });
  }

  /** Resolves when everything logged so far is durable. @throws the first failure, of calls that nobody awaited too. */
  async flush(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
    if (this.#failure !== undefined) throw this.#failure;
  }

  // Never rejects. What was logged is kept also when the scope that logged it, or the whole workflow, is cancelled.
  async #send(): Promise<void> {
    // The rest of this turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const events = this.#waiting;
      this.#waiting = [];
      try {
        const reopened = await CancellationScope.nonCancellable(() => appendPipeline({ ...this.#target, events }));
        this.#target = { ...this.#target, ...reopened };
      } catch (error) {
        this.#failure ??= error;
      }
    }
    this.#sending = undefined;
  }
}

/** The context over a log. */
export function pipelineContext(
  run: { readonly uid: string; readonly name: string; readonly project: string; readonly parameters: Readonly<Record<string, Value>> },
  log: PipelineLog,
): PipelineContext {
  const text = (type: 'label' | 'annotation') => (key: string, value: unknown) =>
    log.add({ type, key: checkName(key, type === 'label' ? 'Label' : 'Annotation'), value: String(value) });
  const logResult = (key: string, value: Value) =>
    log.add({ type: 'result', key: checkName(key, 'Result'), value: toTagged(value, `result ${JSON.stringify(key)}`) });
  const setLabel = text('label');
  return {
    ...run,
    logger: logger(log),
    logResult,
    logResults: (values) => last(Object.entries(values), ([key, value]) => logResult(key, value)),
    logMetric: (key, value, step) => log.metric(key, value, step),
    setLabel,
    setLabels: (labels) => last(Object.entries(labels), ([key, value]) => setLabel(key, value)),
    setAnnotation: text('annotation'),
  };
}

function logger(log: PipelineLog, bound: LogFields = {}): Logger {
  const line = (level: LogLevel) => (message: string, fields?: LogFields) => {
    const all = Object.entries({ ...bound, ...fields }).filter(([, value]) => value !== undefined);
    const stored = all.length === 0 ? {} : { fields: Object.fromEntries(all.map(([key, value]) => [key, encoded(value)])) };
    return log.add({ type: 'log', level, stream: 'logger', message: String(message), ...stored });
  };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: (fields) => logger(log, { ...bound, ...fields }),
  };
}

// A log line must not fail for what it carries.
function encoded(value: unknown): Json {
  try {
    return toTagged(value);
  } catch {
    return String(value);
  }
}

function receipt(durable: () => Promise<void>): Receipt {
  return {
    durable,
    // oxlint-disable-next-line unicorn/no-thenable -- a receipt is awaitable without being a Promise
    then: (onFulfilled, onRejected) => durable().then(onFulfilled, onRejected),
  };
}

function last<T>(items: readonly T[], log: (item: T) => Receipt): Receipt {
  const receipts = items.map(log);
  return receipts.at(-1) ?? receipt(() => Promise.resolve());
}
