import type { FileToPut } from '../../artifacts/index.js';
import type { ArtifactSpec, ArtifactStatus, Kind } from '../../core/index.js';
import type { ArtifactOptions, CommonArtifactOptions, DataItem } from '../../sdk/index.js';
import type { Mask } from '../secrets.js';

/** What one call of `logArtifact` or its kin asks for, checked: whatever can be refused at once has been refused. */
export interface LogCall {
  readonly kind: Kind;
  readonly key: string;
  readonly options: CommonArtifactOptions;
  /** Called once, right after the artifact has its name and place: what it reads of the caller's data before its first await is what is stored. */
  prepare(from: Surroundings): Promise<Prepared>;
}

/** What an artifact may need to know of the run that logs it. */
export interface Surroundings {
  readonly project: string;
  readonly mask: Mask;
  /** A handle on what a URI or path leads to; also on what this attempt logs at the same time. */
  open(uri: string): DataItem;
}

/** What takes time to know of an artifact. */
export interface Prepared extends Partial<Described> {
  readonly mediaType: string;
  readonly body: ArtifactOptions | DirectoryBody;
  /** In place of `spec` and `status` where only the reading of the body shows them: called once, when it is stored. What it throws keeps the artifact from being recorded. */
  readonly describe?: () => Promise<Described>;
}

/** What a record says of its artifact. */
export interface Described {
  readonly spec: ArtifactSpec;
  readonly status?: Omit<ArtifactStatus, 'state'>;
  /** A line for the log. */
  readonly warning?: string;
}

/** Several files that are stored as one directory. */
export interface DirectoryBody {
  readonly directory: readonly FileToPut[];
  readonly artifactPath?: string;
  /** `false`: local files stay where they are. */
  readonly upload?: boolean;
}
