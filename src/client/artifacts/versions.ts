import type { ArtifactRecord } from '../../core/index.js';
import type { ArtifactName, TrackingStore } from '../../tracking/index.js';

const PAGE = 1000;

/** One version of an artifact. */
export interface ArtifactVersion {
  readonly version: number;
  /** The record that made it. */
  readonly record: ArtifactRecord;
  /** Records of runs that logged the same bytes again while it was the newest version, oldest first. */
  readonly repeats: readonly ArtifactRecord[];
  /** Of the record and its repeats, sorted. */
  readonly tags: readonly string[];
}

/** The published versions of a name, newest first. */
export async function versionsOf(tracking: TrackingStore, { project, kind, dbKey }: ArtifactName): Promise<readonly ArtifactVersion[]> {
  const records: ArtifactRecord[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await tracking.listArtifacts({ project, kind, dbKey, limit: PAGE, offset });
    records.push(...page);
    if (page.length < PAGE) break;
  }
  const byVersion = new Map<number, ArtifactRecord[]>();
  for (const record of records.toReversed()) {
    const found = byVersion.get(record.version);
    if (found === undefined) byVersion.set(record.version, [record]);
    else found.push(record);
  }
  return [...byVersion.values()].map(toVersion).toSorted((a, b) => b.version - a.version);
}

function toVersion(records: readonly ArtifactRecord[]): ArtifactVersion {
  const [record, ...repeats] = [...records].sort((a, b) => Number(a.status.sameAs !== undefined) - Number(b.status.sameAs !== undefined));
  if (record === undefined) throw new Error('a version without a record');
  const tags = records.flatMap((one) => one.tags).toSorted();
  return { version: record.version, record, repeats, tags };
}
