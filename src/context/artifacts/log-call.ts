import type { FileToPut } from '../../artifacts/index.js';
import type { ArtifactSpec, ArtifactStatus, Kind } from '../../core/index.js';
import type { ArtifactOptions, CommonArtifactOptions } from '../../sdk/index.js';

/** What one call of `logArtifact` or its kin asks for, checked: whatever can be refused at once has been refused. */
export interface LogCall {
  readonly kind: Kind;
  readonly key: string;
  readonly options: CommonArtifactOptions;
  /** Called once, right after the artifact has its name and place: what it reads of the caller's data before its first await is what is stored. */
  prepare(): Promise<Prepared>;
}

/** What takes time to know of an artifact. */
export interface Prepared {
  readonly mediaType: string;
  readonly spec: ArtifactSpec;
  readonly status?: Omit<ArtifactStatus, 'state'>;
  readonly body: ArtifactOptions | DirectoryBody;
}

/** Several files that are stored as one directory. */
export interface DirectoryBody {
  readonly directory: readonly FileToPut[];
  readonly artifactPath?: string;
  /** `false`: local files stay where they are. */
  readonly upload?: boolean;
}
