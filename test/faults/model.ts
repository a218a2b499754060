/** What a handler logs. `text` is unlike that of every other call, so that a row tells which call of which attempt it comes from. */
export type Row =
  | { readonly type: 'result' | 'label' | 'log' | 'artifact'; readonly key: string; readonly text: string }
  | { readonly type: 'metric'; readonly key: string; readonly value: number; readonly step: number | undefined };

/** One event of an attempt, in the order of the calls. */
export interface Entry {
  readonly row?: Row;
  /** The end of a `once`, and how many events it stands for, itself among them. */
  readonly once?: string;
  readonly span?: number;
  readonly checkpoint?: number;
  /** A name that no other event of this attempt has. */
  readonly id: string;
  /** Somebody was told that it is durable. */
  acknowledged: boolean;
}

/** What people see of an attempt. */
export interface View {
  readonly results: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly metrics: readonly string[];
  readonly lines: readonly string[];
  /** Every version, in the order of the calls. */
  readonly artifacts: readonly string[];
}

/** One attempt as it is promised to be: a list of events, some of them taken over from earlier attempts. */
export class ModelAttempt {
  readonly entries: Entry[] = [];

  log(row: Row): Entry {
    const placed = row.type === 'metric' ? { ...row, step: row.step ?? this.#nextStep(row.key) } : row;
    return this.#add({ row: placed, id: idOf(placed), acknowledged: false });
  }

  /** @param from - how many events there were before it. */
  markOnce(key: string, value: string, from: number): void {
    this.#add({ once: key, span: this.entries.length - from + 1, id: `once ${key} ${value}`, acknowledged: false });
  }

  markCheckpoint(value: number): Entry {
    return this.#add({ checkpoint: value, id: `checkpoint ${value}`, acknowledged: false });
  }

  has(key: string): boolean {
    return this.entries.some(({ once }) => once === key);
  }

  /** An awaited row is durable, and with it every earlier one; an artifact is durable by itself, and a mark is so when its own call says it. */
  acknowledge(entry: Entry): void {
    entry.acknowledged = true;
    if (!isPlainRow(entry)) return;
    for (const earlier of this.entries.slice(0, this.entries.indexOf(entry))) if (isPlainRow(earlier)) earlier.acknowledged = true;
  }

  /** Everything so far is durable. */
  settle(): void {
    for (const entry of this.entries) entry.acknowledged = true;
  }

  /** The same of what was logged: a checkpoint that nobody has awaited is not asked. */
  settleRows(): void {
    for (const entry of this.entries) entry.acknowledged ||= entry.checkpoint === undefined;
  }

  /** Takes over some events of an earlier attempt. */
  adopt(entries: readonly Entry[]): void {
    for (const entry of entries) this.#add({ ...entry, acknowledged: false });
  }

  view(): View {
    const rows = this.entries.flatMap(({ row }) => row ?? []);
    const texts = (type: 'result' | 'label') =>
      Object.fromEntries(rows.flatMap((row) => (row.type === type ? [[row.key, row.text] as const] : [])));
    const points = rows.flatMap((row) => (row.type === 'metric' ? [[`${row.key} ${row.step}`, row.value] as const] : []));
    return {
      results: texts('result'),
      labels: texts('label'),
      metrics: [...new Map(points)].map(([place, value]) => `${place} ${value}`).sort(),
      lines: rows.flatMap((row) => (row.type === 'log' ? [row.text] : [])),
      artifacts: rows.flatMap((row) => (row.type === 'artifact' ? [`${row.key} ${row.text}`] : [])),
    };
  }

  #nextStep(key: string): number {
    const steps = this.entries.flatMap(({ row }) => (row?.type === 'metric' && row.key === key ? [row.step ?? 0] : []));
    return Math.max(-1, ...steps) + 1;
  }

  #add(entry: Entry): Entry {
    this.entries.push(entry);
    return entry;
  }
}

/** True for what is committed in the order of the calls. A body takes its time, and a checkpoint waits for everything before it. */
export function isPlainRow({ row }: Entry): boolean {
  return row !== undefined && row.type !== 'artifact';
}

/** A name for what a row says. */
export function idOf(row: Row): string {
  return row.type === 'metric' ? `metric ${row.key} ${row.step} ${row.value}` : `${row.type} ${row.key} ${row.text}`;
}

/** What earlier attempts left when an attempt was opened. */
export class ModelPoints {
  readonly #attempts: readonly (readonly Entry[])[];

  /** @param exists - whether a mark whose acknowledgement never came is in the store. */
  constructor(attempts: readonly ModelAttempt[], exists: (attempt: number, id: string) => boolean) {
    this.#attempts = attempts.map(({ entries }, index) =>
      entries.filter((entry) => entry.row !== undefined || entry.acknowledged || exists(index + 1, entry.id)),
    );
  }

  /** What was logged inside the newest finished `once` of this key, its end included. */
  once(key: string): readonly Entry[] | undefined {
    const entries = this.#attempts.findLast((attempt) => attempt.some(({ once }) => once === key));
    const end = entries?.findIndex(({ once }) => once === key) ?? -1;
    return entries?.slice(end + 1 - (entries[end]?.span ?? 0), end + 1);
  }

  /** Everything up to the newest checkpoint, without earlier checkpoints and without what `own` has taken over already. */
  checkpoint(own: ModelAttempt): { readonly value: number; readonly entries: readonly Entry[] } | undefined {
    const entries = this.#attempts.findLast((attempt) => attempt.some(({ checkpoint }) => checkpoint !== undefined)) ?? [];
    const end = entries.findLastIndex(({ checkpoint }) => checkpoint !== undefined);
    const last = entries[end];
    if (last?.checkpoint === undefined) return undefined;
    const taken = new Set(
      entries.flatMap(({ once, span = 0 }, at) => (once !== undefined && own.has(once) ? entries.slice(at + 1 - span, at + 1) : [])),
    );
    const left = entries.slice(0, end + 1).filter((entry) => entry === last || (entry.checkpoint === undefined && !taken.has(entry)));
    return { value: last.checkpoint, entries: left };
  }
}
