import { z } from '@hono/zod-openapi';
import { LOG_LEVELS, RUN_KINDS, RUN_STATES } from '../../core/index.js';
import { TaggedNumber, Texts, Time, Values } from './json.js';
import { NextCursor } from './page.js';

export const RunUid = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .openapi({ description: '32 hex digits', example: '8f14e45fceea167a5a36dedd4bea2543' });

export const RunState = z.enum(RUN_STATES).openapi('RunState');
export const RunKind = z.enum(RUN_KINDS).openapi('RunKind');
export const LogLevel = z.enum(LOG_LEVELS).openapi('LogLevel');

/** `cause` is an error record again. */
export const ErrorRecord = z
  .object({
    name: z.string(),
    message: z.string(),
    stack: z.string().optional(),
    code: z.string().optional(),
    get cause() {
      return ErrorRecord.optional();
    },
  })
  .openapi('ErrorRecord');

const Attempt = z
  .object({
    attempt: z.number().int(),
    state: RunState,
    statusReason: z.string().optional(),
    temporalAttempt: z.number().int().optional(),
    host: z.string().optional(),
    pid: z.number().int().optional(),
    startTime: Time,
    endTime: Time.optional(),
    error: ErrorRecord.optional(),
  })
  .openapi('Attempt');

const MetricSummary = z
  .object({ last: TaggedNumber, min: TaggedNumber, max: TaggedNumber, count: z.number().int() })
  .openapi('MetricSummary');

const Source = z.object({
  file: z.string().optional(),
  export: z.string().optional(),
  commit: z.string().optional(),
  dirty: z.boolean().optional(),
});

export const Run = z
  .object({
    uid: RunUid,
    name: z.string(),
    project: z.string(),
    kind: RunKind,
    state: RunState,
    statusReason: z.string().optional(),
    attempt: z.number().int().openapi({ description: 'The one that is shown: the newest, unless another was asked for.' }),
    iteration: z.number().int(),
    attempts: z.array(Attempt),
    parentUid: RunUid.optional(),
    workflowId: z.string().optional(),
    temporalRunId: z.string().optional(),
    namespace: z.string().optional(),
    namespaceId: z.string().optional(),
    activityId: z.string().optional(),
    handler: z.string().optional(),
    taskQueue: z.string().optional(),
    labels: Texts,
    annotations: Texts,
    parameters: Values,
    inputs: Texts.openapi({ description: 'Key to pinned URI or path.' }),
    results: Values,
    metrics: z.record(z.string(), MetricSummary),
    artifacts: Texts.openapi({ description: 'Key to pinned URI.' }),
    progress: z.object({ done: z.number(), total: z.number().optional() }).optional(),
    source: Source,
    startTime: Time,
    endTime: Time.optional(),
    error: ErrorRecord.optional(),
  })
  .openapi('Run');

export const LogLine = z
  .object({
    seq: z.number().int().openapi({ description: 'Position in the attempt; grows, with gaps.' }),
    time: Time,
    level: LogLevel,
    stream: z.enum(['logger', 'stdout', 'stderr']),
    message: z.string(),
    fields: Values.optional(),
  })
  .openapi('LogLine');

/** Columns of equal length: a tenth of the bytes of an array of objects. */
export const Series = z
  .object({
    key: z.string(),
    count: z.number().int().openapi({ description: 'Points in the store; fewer are here when the series was thinned out.' }),
    steps: z.array(z.number()),
    values: z.array(TaggedNumber),
    times: z.array(Time),
  })
  .openapi('Series');

/** An input of a run, with what is known of the artifact behind it. */
export const Input = z
  .object({
    key: z.string(),
    uri: z.string(),
    artifactUid: z.string().optional(),
    sha256: z.string().optional(),
    size: z.number().int().optional(),
    producerUid: RunUid.optional().openapi({ description: 'The run that logged it.' }),
  })
  .openapi('Input');

export const RunPage = z.object({ runs: z.array(Run), nextCursor: NextCursor });

/** Lines of a log. */
export const LogPage = z.object({
  attempt: z.number().int(),
  lines: z.array(LogLine).openapi({ description: 'In order.' }),
  more: z.boolean().openapi({ description: 'True when there are further lines: after the last, or with `tail` before the first.' }),
});

/** The metric series of an attempt. */
export const AllSeries = z.object({ attempt: z.number().int(), series: z.array(Series) });
