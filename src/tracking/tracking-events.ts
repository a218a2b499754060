import type { ArtifactSpec, ArtifactStatus, Json, Kind, LogLevel, LogLine } from '../core/index.js';

/** An input as the first opening found it; every later attempt reads this very version. */
export interface PinnedInput {
  /** Pinned store URI, absolute path or URL. */
  readonly uri: string;
  readonly artifactUid?: string;
  readonly sha256?: string;
  readonly size?: number;
}

/** An artifact as it is logged. It is pending, version 0, until its attempt closes as completed. */
export interface ArtifactDraft {
  readonly uid: string;
  readonly kind: Kind;
  readonly key: string;
  readonly dbKey: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: ArtifactSpec;
  readonly status: Omit<ArtifactStatus, 'state'>;
  /** Moved to this artifact when it is published; `latest` among them. */
  readonly tags: readonly string[];
  /** A new version also of the bytes that the newest version has. Default false. */
  readonly newVersion?: boolean;
}

interface EventBase {
  /** From 1 within an attempt, in the order of the calls. The same seq again is ignored. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** One log call. Values are tagged JSON. */
export type TrackingEvent = EventBase &
  (
    | { readonly type: 'result' | 'param'; readonly key: string; readonly value: Json }
    | { readonly type: 'label' | 'annotation'; readonly key: string; readonly value: string }
    | { readonly type: 'metric'; readonly key: string; readonly step: number; readonly value: number }
    | {
        readonly type: 'log';
        readonly level: LogLevel;
        readonly stream: LogLine['stream'];
        readonly message: string;
        readonly fields?: Readonly<Record<string, Json>>;
      }
    | {
        readonly type: 'artifact';
        readonly artifact: ArtifactDraft;
        /** Targets of bodies that wait on this machine's disk and have to be in the artifact store first: for the journal, no tracking store reads it. */
        readonly after?: readonly string[];
      }
    | { readonly type: 'input'; readonly key: string; readonly input: PinnedInput }
    | { readonly type: 'progress'; readonly done: number; readonly total?: number }
    /** Ends what ran once: the events that were logged inside have the seqs from `from` to this one's. */
    | { readonly type: 'once'; readonly key: string; readonly value: Json; readonly from: number }
    /** Stands for everything before it: what a later attempt goes on from. */
    | { readonly type: 'checkpoint'; readonly value: Json }
  );

/** Events of one attempt, in order. */
export interface AppendBatch {
  readonly uid: string;
  readonly attempt: number;
  readonly events: readonly TrackingEvent[];
  /**
   * Spooled on disk while the store was away. There is no fence for them: they are kept under their attempt though it is superseded or over by
   * now. Of a superseded attempt they never show in the newest one, pin no input, and their artifacts are `superseded` from the start. A
   * completed attempt takes no new events: what it has by seq is passed over, and a batch with anything else is refused whole. Default false.
   */
  readonly late?: boolean;
  /**
   * What the attempt has from the first of these seqs on, if it is of an earlier time, came from an execution that was abandoned, and is forgotten: a
   * pipeline's calls may be executed again, with others in their places. Default false.
   */
  readonly replaces?: boolean;
}
