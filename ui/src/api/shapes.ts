import type * as core from '../../../src/core/index.js';
import type { About as AboutSchema } from '../../../src/server/wire/about.js';
import type { Artifact, ArtifactPage as ArtifactPageSchema } from '../../../src/server/wire/artifact.js';
import type { Comparison as ComparisonSchema } from '../../../src/server/wire/comparison.js';
import type { Graph } from '../../../src/server/wire/graph.js';
import type { Lineage as LineageSchema } from '../../../src/server/wire/lineage.js';
import type { Preview as PreviewSchema } from '../../../src/server/wire/preview.js';
import type { Projects as ProjectsSchema } from '../../../src/server/wire/project.js';
import type { RunDetails as RunDetailsSchema } from '../../../src/server/wire/run-details.js';
import type {
  AllSeries as AllSeriesSchema,
  LogPage as LogPageSchema,
  Run,
  RunPage as RunPageSchema,
} from '../../../src/server/wire/run.js';
import type { StartForm as StartFormSchema, Started as StartedSchema } from '../../../src/server/wire/start.js';
import type { ParamsSchema } from '../pipeline/fields.js';
import type { Answer, Known } from './answer.js';

// What the API answers, as the schemas of the server say it: change it there.

/** A run, as an attempt shows it. */
export type RunRecord = Answer<typeof Run>;

/** One attempt of a run. */
export type AttemptRecord = RunRecord['attempts'][number];

/** What went wrong. */
export type ErrorRecord = NonNullable<RunRecord['error']>;

/** A version of an artifact. What its kind has is any JSON on the wire. */
export type ArtifactRecord = Known<Answer<typeof Artifact>, Pick<core.ArtifactRecord, 'spec' | 'status'>>;

/** A page of artifacts. */
export type ArtifactPage = Known<Answer<typeof ArtifactPageSchema>, { readonly artifacts: readonly ArtifactRecord[] }>;

/** A page of runs. */
export type RunPage = Answer<typeof RunPageSchema>;

/** A run and what belongs to it. */
export type RunDetails = Known<Answer<typeof RunDetailsSchema>, { readonly artifacts: readonly ArtifactRecord[] }>;

/** An input, with what is known of the artifact behind it. */
export type RunInput = RunDetails['inputs'][number];

/** All metric series of an attempt. */
export type AllSeries = Answer<typeof AllSeriesSchema>;

/** A metric series in columns; `count` is more than its length when it was thinned out. */
export type Series = AllSeries['series'][number];

/** Lines of a log. */
export type LogPage = Answer<typeof LogPageSchema>;

/** A line of a log. */
export type LogLine = LogPage['lines'][number];

/** A pipeline's steps. */
export type PipelineGraph = Answer<typeof Graph>;

/** What surrounds the server. */
export type About = Answer<typeof AboutSchema>;

/** Projects that have runs. */
export type Projects = Answer<typeof ProjectsSchema>;

/** What starting a run again takes, filled in with what it had. */
export type StartForm = Known<Answer<typeof StartFormSchema>, { readonly schema?: ParamsSchema }>;

/** What was started. */
export type Started = Answer<typeof StartedSchema>;

type AnyPreview = Answer<typeof PreviewSchema>;

/** A dataset: its schema, its first rows, and what is known of its columns. */
export type DatasetPreview = Known<
  Extract<AnyPreview, { readonly type: 'dataset' }>,
  {
    readonly schema?: { readonly fields: readonly core.SchemaField[] };
    readonly stats?: Readonly<Record<string, core.ColumnStats>>;
  }
>;

type ChartPreview = Known<Extract<AnyPreview, { readonly type: 'chart' }>, { readonly spec: core.Json }>;

/** What can be shown of an artifact. */
export type Preview = DatasetPreview | ChartPreview | Exclude<AnyPreview, { readonly type: 'dataset' | 'chart' }>;

/** Where an artifact comes from, and what was made of it. */
export type Lineage = Known<
  Answer<typeof LineageSchema>,
  { readonly artifact: ArtifactRecord; readonly artifacts: readonly ArtifactRecord[] }
>;

/** Runs side by side. */
export interface Comparison {
  readonly runs: readonly ComparedRun[];
}

/** One of them. */
export type ComparedRun = Known<Answer<typeof ComparisonSchema>['runs'][number], { readonly artifacts: readonly ArtifactRecord[] }>;
