import type { z } from '@hono/zod-openapi';
import { toTagged } from '../core/index.js';
import type { ArtifactRecord, LogLine as Line, MetricPoint, RunRecord } from '../core/index.js';
import { thinOut } from '../render/index.js';
import type { Artifact } from './wire/artifact.js';
import type { TaggedNumber } from './wire/json.js';
import type { LogLine, Run, Series } from './wire/run.js';

// The types are asserted; tests check answers against the schemas.

/** The record, which is JSON already: what is in `spec` and `status` is stored tagged. */
export function artifactOnWire(record: ArtifactRecord): z.infer<typeof Artifact> {
  return record as unknown as z.infer<typeof Artifact>;
}

/** The record, with what JSON lacks tagged. */
export function runOnWire(record: RunRecord): z.infer<typeof Run> {
  return toTagged(record) as z.infer<typeof Run>;
}

/** The line, with what JSON lacks tagged. */
export function lineOnWire(line: Line): z.infer<typeof LogLine> {
  return toTagged(line) as z.infer<typeof LogLine>;
}

/** Points in the order of keys and steps as series of columns, thinned out to about `limit` each. */
export function seriesOnWire(points: readonly MetricPoint[], limit: number): z.infer<typeof Series>[] {
  const byKey = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const series = byKey.get(point.key);
    if (series === undefined) byKey.set(point.key, [point]);
    else series.push(point);
  }
  return Array.from(byKey, ([key, all]) => {
    const kept = thinOut(all, limit);
    return {
      key,
      count: all.length,
      steps: kept.map(({ step }) => step),
      values: kept.map(({ value }) => toTagged(value) as z.infer<typeof TaggedNumber>),
      times: kept.map(({ time }) => time),
    };
  });
}
