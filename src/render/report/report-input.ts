import type { ArtifactRecord, LogLine, MetricPoint, RunRecord } from '../../core/index.js';
import type { ReadData } from '../chart-data.js';

/** Where a report gets what a run's record does not hold. */
export interface ReportReader {
  /** Points of the newest attempt, or of `attempt`. */
  metrics(uid: string, options?: { readonly attempt?: number }): Promise<readonly MetricPoint[]>;
  /** Lines of the newest attempt, or of `attempt`. */
  logs(uid: string, options?: { readonly attempt?: number }): Promise<readonly LogLine[]>;
  /** Of all attempts of the run. */
  artifacts(uid: string): Promise<readonly ArtifactRecord[]>;
  /** The files of a directory, sorted by path; sizes in bytes. */
  files(record: ArtifactRecord): Promise<readonly { readonly path: string; readonly size: number }[]>;
  /** The body as UTF-8 text, cut off after `limitBytes`; undefined when it is not there. */
  text(record: ArtifactRecord, limitBytes: number): Promise<string | undefined>;
  /** The whole body; undefined when it is not there. */
  bytes(record: ArtifactRecord): Promise<Uint8Array | undefined>;
  /** What charts take their data from. */
  readonly readData: ReadData;
}

/** What a report is about. */
export interface ReportInput {
  /** A pipeline's run, or any other. */
  readonly run: RunRecord;
  /** The pipeline's steps; empty for any other run. */
  readonly steps: readonly RunRecord[];
  readonly reader: ReportReader;
  /** For how long a run has been going that has not ended; default: the present. */
  readonly now?: Date;
}
