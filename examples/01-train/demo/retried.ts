import { ArtifactNotFoundError } from 'tidemark';
import type { ArtifactRecord, MetricPoint } from 'tidemark';
import type { Run, TidemarkClient } from 'tidemark/client';

/** What the records say of a step whose first attempt failed. */
export interface Retried {
  readonly run: Run;
  /** What the failed attempt had logged; still readable under its number. */
  readonly failed: {
    readonly attempt: number;
    readonly error: string;
    readonly metrics: readonly MetricPoint[];
    readonly artifacts: readonly FailedArtifact[];
  };
  /** What the run shows: its newest attempt. */
  readonly shown: readonly { readonly key: string; readonly rows: number; readonly distinctSteps: number }[];
}

/** An artifact of a failed attempt, and what `latest` of its name leads to. */
export interface FailedArtifact {
  readonly record: ArtifactRecord;
  /** Versions are numbered in the transaction that moves tags: without a number, no tag ever led here. */
  readonly everPublished: boolean;
  readonly latest: string | undefined;
}

/** Reads them; undefined for a step that needed one attempt. */
export async function findRetried(client: TidemarkClient, run: Run): Promise<Retried | undefined> {
  const failed = run.attempts.find(({ state }) => state !== 'completed');
  if (failed === undefined || run.attempts.length < 2) return undefined;
  const { attempt, error } = failed;
  const rows = await run.metrics();
  return {
    run,
    failed: {
      attempt,
      error: error?.message ?? 'unknown',
      metrics: await run.metrics(undefined, { attempt }),
      artifacts: await Promise.all((await run.artifactRecords({ attempt })).map((record) => readFailed(client, record))),
    },
    shown: [...new Set(rows.map(({ key }) => key))].map((key) => {
      const series = rows.filter((row) => row.key === key);
      return { key, rows: series.length, distinctSteps: new Set(series.map(({ step }) => step)).size };
    }),
  };
}

async function readFailed(client: TidemarkClient, record: ArtifactRecord): Promise<FailedArtifact> {
  const latest = await client.getArtifact(`store://${record.kind}s/${record.project}/${record.dbKey}:latest`).catch((error: unknown) => {
    if (error instanceof ArtifactNotFoundError) return undefined;
    throw error;
  });
  return { record, everPublished: record.version > 0 || record.tags.length > 0, latest: latest?.uri };
}
