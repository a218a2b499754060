import { setTimeout as sleep } from 'node:timers/promises';
import type { Table } from 'arquero';
import { ArtifactNotFoundError, RunFailedError, RunNotFoundError, isTerminal, present } from '../core/index.js';
import type { ArtifactRecord, AttemptRecord, LogLine, MetricPoint, RunRecord, RunState, Value } from '../core/index.js';
import { dataItem, fromErrorRecord } from '../context/index.js';
import type { Services } from '../context/index.js';
import type { DataItem } from '../sdk/index.js';

const POLL_MILLIS = 200;

/** Which lines `logs` gives. */
export interface LogOptions {
  /** Default: the newest attempt. */
  readonly attempt?: number;
  /** Goes on until the run is over, as lines come. Default false. */
  readonly follow?: boolean;
  readonly level?: LogLine['level'];
}

/** What reading back needs; no Temporal. */
export type Stores = Pick<Services, 'tracking' | 'artifacts' | 'scratch'>;

/** A run as it was when it was read; `refresh()` reads it again. */
export class Run<R extends object = Readonly<Record<string, Value>>> {
  /** Everything, as `--json` prints it. */
  record: RunRecord;
  readonly #stores: Stores;
  /** Which one it shows; undefined: the newest. */
  readonly #attempt: number | undefined;

  /** @internal */
  constructor(stores: Stores, record: RunRecord, attempt?: number) {
    this.#stores = stores;
    this.record = record;
    this.#attempt = attempt;
  }

  get uid(): string {
    return this.record.uid;
  }

  get name(): string {
    return this.record.name;
  }

  get state(): RunState {
    return this.record.state;
  }

  get parameters(): RunRecord['parameters'] {
    return this.record.parameters;
  }

  get labels(): RunRecord['labels'] {
    return this.record.labels;
  }

  /** Results of the newest attempt; typed when the run was started from a typed handler. */
  get results(): R {
    return this.record.results as R;
  }

  /** Key to pinned URI. */
  get artifacts(): RunRecord['artifacts'] {
    return this.record.artifacts;
  }

  get attempts(): readonly AttemptRecord[] {
    return this.record.attempts;
  }

  /** The series of one metric, or of all, in the order of steps. */
  metrics(key?: string, options: { readonly attempt?: number } = {}): Promise<readonly MetricPoint[]> {
    return this.#stores.tracking.metrics(this.uid, present({ key, attempt: options.attempt ?? this.#attempt }));
  }

  /** The log, line by line, of the newest or of one attempt; with `follow` it goes on until the run is over, through the attempts to come. */
  async *logs(options: LogOptions = {}): AsyncIterable<LogLine> {
    const { follow = false, attempt: wanted = this.#attempt, ...filter } = options;
    let attempt = wanted ?? (follow ? (await this.refresh()).record.attempt : undefined);
    let after = 0;
    for (;;) {
      // Asked before reading: lines that come between would otherwise be missed.
      const { state, record } = follow ? await this.refresh() : this;
      const lines = await this.#stores.tracking.logs(this.uid, { ...filter, after, ...present({ attempt }) });
      yield* lines;
      after = lines.at(-1)?.seq ?? after;
      if (attempt !== undefined && wanted === undefined && attempt < record.attempt) {
        attempt += 1;
        after = 0;
      } else if (!follow || isTerminal(state)) return;
      else await sleep(POLL_MILLIS);
    }
  }

  /** What was logged under `key`, to read. @throws {ArtifactNotFoundError} */
  artifact(key: string): DataItem {
    const uri = this.artifacts[key];
    if (uri === undefined)
      throw new ArtifactNotFoundError(`${key} (run ${this.uid} has ${Object.keys(this.artifacts).join(', ') || 'no artifacts'})`);
    return dataItem(this.#stores, { key, uri });
  }

  /** The records of what this run logged, of the newest or of one attempt. */
  artifactRecords(options: { readonly attempt?: number } = {}): Promise<readonly ArtifactRecord[]> {
    return this.#stores.tracking.listArtifacts({ runUid: this.uid, attempt: options.attempt ?? this.record.attempt, includePending: true });
  }

  /** Reads the record again. @throws {RunNotFoundError} when it is gone. */
  async refresh(): Promise<this> {
    const record = await this.#stores.tracking.getRun(this.uid, this.#attempt);
    if (record === undefined) throw new RunNotFoundError(this.uid);
    this.record = record;
    return this;
  }

  /** The run as one of its attempts shows it: record, metrics, log and artifacts. */
  async atAttempt(attempt: number): Promise<Run<R>> {
    const record = await this.#stores.tracking.getRun(this.uid, attempt);
    if (record === undefined) throw new RunNotFoundError(`${this.uid} attempt ${attempt}`);
    return new Run<R>(this.#stores, record, attempt);
  }

  /** Waits for the end. @throws {RunFailedError} when it did not complete, with the stored error as its cause. */
  async wait(): Promise<this> {
    while (!isTerminal((await this.refresh()).state)) await sleep(POLL_MILLIS);
    if (this.state === 'completed') return this;
    const { error, statusReason, name } = this.record;
    const why = error === undefined ? (statusReason ?? 'no reason is recorded') : `${error.name}: ${error.message}`;
    throw new RunFailedError(
      this.uid,
      `Run ${name} (${this.uid}) ended as ${this.state}: ${why}`,
      present({ cause: error && fromErrorRecord(error) }),
    );
  }
}

/** One row a run: uid, name, state, durationSeconds, `params.*`, `results.*`. Cells that a run lacks are null. */
export async function compareTable(records: readonly RunRecord[]): Promise<Table> {
  const { table } = await import('arquero');
  const rows = records.map((record) => ({
    uid: record.uid,
    name: record.name,
    state: record.state,
    durationSeconds: record.endTime === undefined ? null : (Date.parse(record.endTime) - Date.parse(record.startTime)) / 1000,
    ...prefixed('params', record.parameters),
    ...prefixed('results', record.results),
  }));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return table(names.map((name) => [name, rows.map((row) => (row as Readonly<Record<string, unknown>>)[name] ?? null)]));
}

function prefixed(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]));
}
