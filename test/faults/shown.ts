import { createHash } from 'node:crypto';
import { bodiesOf } from '../../src/artifacts/index.js';
import { parseArtifactUri } from '../../src/core/index.js';
import type { ArtifactRecord } from '../../src/core/index.js';
import type { Services } from '../../src/context/index.js';

type Stores = Pick<Services, 'tracking' | 'artifacts'>;

/** What an attempt of a run shows, row for row, without names, times and attempt numbers. */
export interface Shown {
  readonly results: Readonly<Record<string, unknown>>;
  readonly metrics: readonly string[];
  readonly lines: readonly string[];
  readonly artifacts: readonly string[];
}

/** Reads it, bodies included. */
export async function shown({ tracking, artifacts }: Stores, uid: string, attempt?: number): Promise<Shown> {
  const of = attempt === undefined ? {} : { attempt };
  const run = await tracking.getRun(uid, attempt);
  if (run === undefined) throw new Error(`There is no run ${uid}`);
  const [points, lines] = await Promise.all([tracking.metrics(uid, of), tracking.logs(uid, of)]);
  const records = await tracking.listArtifacts({ runUid: uid, attempt: attempt ?? run.attempt, includePending: true });
  const bodies = await Promise.all(
    records.map(async (record) => {
      const { key, kind, mediaType, labels } = record;
      const [own = '', ...files] = await targetsOf(artifacts, record);
      // A manifest says where the store is: of two stores the files are compared.
      const digests = await Promise.all((files.length > 0 ? files : [own]).map((target) => digestOf(artifacts, target)));
      return `${key} ${kind} ${mediaType} ${JSON.stringify(labels)} ${digests.join(' ')}`;
    }),
  );
  return {
    results: run.results,
    metrics: points.map(({ key, step, value }) => `${key} ${step} ${value}`),
    lines: lines.map(({ level, stream, message, fields }) => `${level} ${stream} ${message} ${JSON.stringify(fields)}`),
    artifacts: bodies.sort(),
  };
}

/** How the rows of a run differ from those that it should have. */
export interface Difference {
  lost: number;
  doubled: number;
}

/** Counts by row, so that one that is there twice is one too many. */
export function compare(found: Shown, expected: Shown): Difference {
  const difference = { lost: 0, doubled: 0 };
  for (const kind of ['results', 'metrics', 'lines', 'artifacts'] as const) {
    const left = new Map<string, number>();
    for (const row of rowsOf(expected[kind])) left.set(row, (left.get(row) ?? 0) + 1);
    for (const row of rowsOf(found[kind])) left.set(row, (left.get(row) ?? 0) - 1);
    for (const count of left.values()) {
      if (count > 0) difference.lost += count;
      else difference.doubled -= count;
    }
  }
  return difference;
}

function rowsOf(rows: Shown[keyof Shown]): readonly string[] {
  if (Array.isArray(rows)) return rows as readonly string[];
  return Object.entries(rows).map(
    ([key, value]) => `${key} ${String(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)))}`,
  );
}

/** The digest of what lies there. @throws {BodyNotFoundError} when nothing does */
async function digestOf(artifacts: Services['artifacts'], target: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of artifacts.read(target)) hash.update(chunk);
  return hash.digest('hex');
}

/** Where the bodies of a record lie: its own first, then those of a directory's files. */
export async function targetsOf(artifacts: Services['artifacts'], record: ArtifactRecord): Promise<readonly string[]> {
  const targets: string[] = [];
  for await (const target of bodiesOf(record, artifacts)) targets.push(target);
  return targets;
}

/** Every record of some runs, those of attempts that are superseded too. */
export async function recordsOf({ tracking }: Stores, uids: readonly string[]): Promise<readonly ArtifactRecord[]> {
  const records: ArtifactRecord[] = [];
  for (const uid of uids) {
    const run = await tracking.getRun(uid);
    for (const { attempt } of run?.attempts ?? []) {
      records.push(...(await tracking.listArtifacts({ runUid: uid, attempt, includePending: true })));
    }
  }
  return records;
}

/** Which record `latest` of a db key is now; undefined when nothing was ever published. */
export async function latestOf({ tracking }: Stores, uri: string): Promise<ArtifactRecord | undefined> {
  return tracking.getArtifact(parseArtifactUri(`${uri}:latest`));
}

/** Whether records and bodies know each other. */
export async function unmatched(stores: Stores, project: string, records: readonly ArtifactRecord[]) {
  const bodies = new Set<string>();
  for await (const target of stores.artifacts.list(project)) bodies.add(target);
  const known = new Set((await Promise.all(records.map((record) => targetsOf(stores.artifacts, record)))).flat());
  const wrong: string[] = [];
  for (const target of known) {
    const sha256 = await digestOf(stores.artifacts, target).catch((error: unknown) => String(error));
    if (!target.endsWith(sha256)) wrong.push(`${target}: ${sha256}`);
  }
  return { withoutBody: wrong, withoutRecord: [...bodies].filter((target) => !known.has(target)) };
}
