import type { ArtifactRecord, ColumnStats, Json, LogLine, RunRecord, SchemaField, Value } from '../../../src/core/index.js';
import type { ParamsSchema } from '../pipeline/fields.js';

/** What starting a run again takes, filled in with what it had. */
export interface StartForm {
  /** JSON Schema of the params, where the handler has one. */
  readonly schema?: ParamsSchema;
  readonly params: Readonly<Record<string, Value>>;
  /** Of a step: key to URI. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Key to kind. */
  readonly declaredInputs?: Readonly<Record<string, string>>;
  readonly taskQueue?: string;
}

/** A page of runs. */
export interface RunPage {
  readonly runs: readonly RunRecord[];
  readonly nextCursor?: string;
}

/** An input, with what is known of the artifact behind it. */
export interface RunInput {
  readonly key: string;
  readonly uri: string;
  readonly artifactUid?: string;
  readonly size?: number;
  /** The run that logged it. */
  readonly producerUid?: string;
}

/** A run and what belongs to it. */
export interface RunDetails {
  readonly run: RunRecord;
  readonly inputs: readonly RunInput[];
  readonly artifacts: readonly ArtifactRecord[];
  readonly childrenCount: number;
  readonly parent?: RunRecord;
}

/** A metric series in columns; `count` is more than its length when it was thinned out. */
export interface Series {
  readonly key: string;
  readonly count: number;
  readonly steps: readonly number[];
  readonly values: readonly number[];
  readonly times: readonly string[];
}

/** Lines of a log. */
export interface LogPage {
  readonly attempt: number;
  readonly lines: readonly LogLine[];
  readonly more: boolean;
}

/** An artifact that went from step to step. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly artifactUid: string;
  readonly key: string;
  readonly input: string;
}

/** A pipeline's steps. */
export interface PipelineGraph {
  readonly run: RunRecord;
  readonly steps: readonly RunRecord[];
  readonly edges: readonly GraphEdge[];
}

/** What surrounds the server. */
export interface About {
  readonly temporalUiUrl?: string;
}

/** A project that has runs. */
export interface Project {
  readonly project: string;
  readonly runs: number;
}

/** What can be shown of an artifact. */
export type Preview =
  | DatasetPreview
  | { readonly type: 'chart'; readonly spec: Json }
  | { readonly type: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly Value[])[] }
  | { readonly type: 'text' | 'markdown' | 'json'; readonly text: string; readonly truncated: boolean }
  | { readonly type: 'html' | 'image'; readonly url: string }
  | { readonly type: 'directory'; readonly files: readonly { readonly path: string; readonly size: number }[]; readonly count: number }
  | { readonly type: 'none'; readonly reason: string };

/** A dataset: its schema, its first rows, and what is known of its columns. */
export interface DatasetPreview {
  readonly type: 'dataset';
  readonly header: readonly string[];
  readonly schema?: { readonly fields: readonly SchemaField[] };
  readonly length?: number;
  readonly rows: readonly (readonly Value[])[];
  readonly stats?: Readonly<Record<string, ColumnStats>>;
}

/** Where an artifact comes from, and what was made of it. */
export interface Lineage {
  readonly artifact: ArtifactRecord;
  readonly runs: readonly RunRecord[];
  readonly artifacts: readonly ArtifactRecord[];
  readonly edges: readonly {
    readonly type: 'read' | 'logged';
    readonly runUid: string;
    readonly artifactUid: string;
    readonly key: string;
  }[];
  readonly complete: boolean;
}

/** Runs side by side. */
export interface ComparedRun {
  readonly run: RunRecord;
  readonly series: readonly Series[];
  readonly artifacts: readonly ArtifactRecord[];
}
