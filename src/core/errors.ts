import { TidemarkError, quote } from './tidemark-error.js';

export { TidemarkError } from './tidemark-error.js';
export * from './dataset-errors.js';

/** A key, label, tag or project name that does not match the rules: letters and digits, `-`, `_`, `.` between them. */
export class InvalidKeyError extends TidemarkError {
  readonly code = 'ERR_INVALID_KEY';
  constructor(what: string, text: unknown) {
    super(
      `${what} ${quote(text)} is not allowed. Use letters, digits, "-", "_" and ".", beginning and ending with a letter or digit (at most 200 characters).`,
    );
  }
}

/** A value that cannot be stored so that it reads back the same. */
export class InvalidValueError extends TidemarkError {
  readonly code = 'ERR_INVALID_VALUE';
  /** Where in the value the fault is, e.g. `results.confusion[2].x`. */
  readonly path: string;
  constructor(path: string, reason: string) {
    super(`${path.length > 200 ? `${path.slice(0, 100)}…${path.slice(-80)}` : path} cannot be stored: ${reason}.`);
    this.path = path;
  }
}

/** A value too large for a record; bodies belong in artifacts. */
export class ValueTooLargeError extends TidemarkError {
  readonly code = 'ERR_VALUE_TOO_LARGE';
  constructor(what: string, bytes: number, limitBytes: number) {
    super(
      `${what} is ${bytes} bytes as JSON; the limit is ${limitBytes}. Log it as an artifact (logArtifact, logDataset) and pass its URI instead.`,
    );
  }
}

/** Arguments that make no sense together, with what would. */
export class InvalidArgumentError extends TidemarkError {
  readonly code = 'ERR_INVALID_ARGUMENT';
}

/** Params that the handler's schema refuses; the message lists every issue by path. */
export class InvalidParamsError extends TidemarkError {
  readonly code = 'ERR_INVALID_PARAMS';
  readonly issues: readonly ParamIssue[];
  constructor(handler: string, issues: readonly ParamIssue[]) {
    const lines = issues.map(({ path, message }) => `  - ${path === '' ? '' : `${path}: `}${message}`);
    super(`The params of ${handler} are not valid:\n${lines.join('\n')}`);
    this.issues = issues;
  }
}

/** What is wrong with a param. */
export interface ParamIssue {
  /** `layers.0.size`; empty for the params as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A declared input that was not given, or an input that was given but not declared. */
export class InvalidInputsError extends TidemarkError {
  readonly code = 'ERR_INVALID_INPUTS';
}

/** An input whose URI or path leads to nothing. */
export class InputNotFoundError extends TidemarkError {
  readonly code = 'ERR_INPUT_NOT_FOUND';
  constructor(key: string, uri: string, options?: ErrorOptions) {
    super(
      `Input ${quote(key)} leads to ${uri}, and there is nothing there. Check the path or URI; \`tidemark artifacts list\` shows what was logged.`,
      options,
    );
  }
}

/** An input in S3 is not the object that the run was opened with, or any more. */
export class InputChangedError extends TidemarkError {
  readonly code = 'ERR_INPUT_CHANGED';
  constructor(uri: string, options?: ErrorOptions) {
    super(
      `${uri} is another object now than when the run was opened. Start a new run, or keep versions in that bucket: then a run reads the one that it found.`,
      options,
    );
  }
}

/** Declared outputs or results that the handler did not log. */
export class MissingOutputError extends TidemarkError {
  readonly code = 'ERR_MISSING_OUTPUT';
  constructor(handler: string, missing: readonly string[]) {
    super(`${handler} ended without logging what it declares: ${missing.join(', ')}. Log it, or declare it optional ('kind?').`);
  }
}

/** Results that do not match the handler's `results` schema. */
export class InvalidResultsError extends TidemarkError {
  readonly code = 'ERR_INVALID_RESULTS';
  constructor(handler: string, issues: readonly string[]) {
    super(`The results of ${handler} are not what it declares:\n${issues.map((issue) => `  - ${issue}`).join('\n')}`);
  }
}

/** A live write of an attempt that a newer one has superseded. The handler should stop: its work no longer counts. */
export class StaleAttemptError extends TidemarkError {
  readonly code = 'ERR_STALE_ATTEMPT';
  constructor(uid: string, attempt: number, reason = 'a newer attempt has taken over') {
    super(`Attempt ${attempt} of run ${uid} may no longer write: ${reason}. What it had logged stays readable under that attempt.`);
  }
}

/** A log call on a context that is already closed. */
export class RunClosedError extends TidemarkError {
  readonly code = 'ERR_RUN_CLOSED';
  constructor(uid: string, call: string) {
    super(`${call} came after run ${uid} was closed, so it was not recorded. Await everything that logs before the handler returns.`);
  }
}

/** No run has this uid. */
export class RunNotFoundError extends TidemarkError {
  readonly code = 'ERR_RUN_NOT_FOUND';
  constructor(uid: string) {
    super(`There is no run ${quote(uid)} in this tracking store. See what there is: tidemark runs list`);
  }
}

/** No artifact record answers to this URI. */
export class ArtifactNotFoundError extends TidemarkError {
  readonly code = 'ERR_ARTIFACT_NOT_FOUND';
  constructor(uri: string) {
    super(`No artifact answers to ${uri}. See what there is: tidemark artifacts list`);
  }
}

/** The key has versions, and not this one. */
export class VersionNotFoundError extends TidemarkError {
  readonly code = 'ERR_VERSION_NOT_FOUND';
  constructor(uri: string, versions: readonly unknown[]) {
    super(
      `There is no ${uri}: it has ${versions.map((version) => `v${String(version)}`).join(', ')}. What they are: tidemark artifacts versions '${uri.replace(/:v[0-9]+/, '')}'`,
    );
  }
}

/** A tag that is set by publication alone: `latest`, and `v1`, `v2`, … */
export class ReservedTagError extends TidemarkError {
  readonly code = 'ERR_RESERVED_TAG';
  constructor(tag: string) {
    super(
      `The tag ${quote(tag)} cannot be set, moved or protected by hand: latest and v1, v2, … follow from what is published. Choose another name, e.g. "prod".`,
    );
  }
}

/** A tag that is protected in its project would move, and nobody forced it. */
export class ProtectedTagError extends TidemarkError {
  readonly code = 'ERR_PROTECTED_TAG';
  constructor(tag: string, project: string) {
    super(
      `The tag ${quote(tag)} is protected in project ${quote(project)}: no step moves it. Move it by hand (tidemark artifacts tag <uri> ${tag} --force), or lift the protection (tidemark artifacts unprotect ${tag} --project ${String(project)}).`,
    );
  }
}

/** A run or an artifact that something else still needs was to be deleted. */
export class InUseError extends TidemarkError {
  readonly code = 'ERR_IN_USE';
  constructor(what: string, reasons: readonly string[]) {
    super(
      `${what} cannot be deleted:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}\nDelete it all the same with force (--force).`,
    );
  }
}

/** A record exists, but its body is not where the record says. */
export class BodyNotFoundError extends TidemarkError {
  readonly code = 'ERR_BODY_NOT_FOUND';
  constructor(target: string, options?: ErrorOptions) {
    super(
      `The body at ${target} is not there. Was the artifact folder moved or cleaned? Set TIDEMARK_ARTIFACTS to where it is now.`,
      options,
    );
  }
}

/** A stored body is not what was logged: its digest differs from the record's. */
export class ArtifactCorruptError extends TidemarkError {
  readonly code = 'ERR_ARTIFACT_CORRUPT';
  /** Hex: what the record says, and what was read. */
  readonly digests: { readonly expected: string; readonly found: string };
  constructor(uri: string, expected: string, found: string) {
    super(
      `The body of ${uri} is not what was logged: its record says sha256 ${expected}, but what was read has ${found}. Was the file changed in place? Restore it from a backup, or log it again.`,
    );
    this.digests = { expected, found };
  }
}

/** `logArtifact` was pointed at a local file that does not exist. */
export class LocalFileNotFoundError extends TidemarkError {
  readonly code = 'ERR_LOCAL_FILE_NOT_FOUND';
  constructor(key: string, path: string, options?: ErrorOptions) {
    super(
      `Artifact ${quote(key)} was to be logged from ${path}, and there is no such file. Write the file first, or give a body.`,
      options,
    );
  }
}

/** Text that is not a `store://` URI. */
export class InvalidUriError extends TidemarkError {
  readonly code = 'ERR_INVALID_URI';
  constructor(text: string, reason: string) {
    super(
      `${quote(text)} is not an artifact URI: ${reason}. The form is store://<artifacts|datasets|models|charts>/<project>/<key>[#iteration][:tag][@tree][^uid].`,
    );
  }
}

/** An artifact of one kind where another is wanted. */
export class KindMismatchError extends TidemarkError {
  readonly code = 'ERR_KIND_MISMATCH';
  constructor(what: string, wanted: string, found: string) {
    const [is, must] = [found, wanted].map((kind) => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`);
    super(`${what} must be ${must}, but it is ${is}.`);
  }
}

/** A Vega-Lite spec that does not compile. */
export class InvalidChartError extends TidemarkError {
  readonly code = 'ERR_INVALID_CHART';
  /** Where in the spec the fault is, e.g. `layer[1].encoding.x.type`; undefined when it is the spec as a whole. */
  readonly path: string | undefined;
  constructor(key: string, reason: string, options: ErrorOptions & { readonly path?: string } = {}) {
    const { path, ...rest } = options;
    super(`Chart ${quote(key)} is not a valid Vega-Lite spec: ${reason}`, rest);
    this.path = path;
  }
}

/** A directory that cannot be stored whole, or one whose manifest would lead out of it. */
export class InvalidDirectoryError extends TidemarkError {
  readonly code = 'ERR_INVALID_DIRECTORY';
  constructor(key: string, reason: string, options?: ErrorOptions) {
    super(`Directory ${quote(key)} is not valid: ${reason}.`, options);
  }
}

/** A local file was written to while it was read: what would be stored is neither the old nor the new one. */
export class BodyChangedError extends TidemarkError {
  readonly code = 'ERR_BODY_CHANGED';
  override readonly retryable = true;
  constructor(path: string) {
    super(`${path} changed while it was read, so it was not stored. Log it when it is finished, or log a copy.`);
  }
}

/** `getSecret(key, { required: true })` found nothing. */
export class SecretNotFoundError extends TidemarkError {
  readonly code = 'ERR_SECRET_NOT_FOUND';
  constructor(key: string) {
    super(
      `Secret ${quote(key)} is required and was not found. Set TIDEMARK_SECRET_${key}, or ${key}, or add it to the file that TIDEMARK_SECRETS_FILE names.`,
    );
  }
}

/** A `once` or `checkpoint` value that holds a secret: it would be stored, and masking it would change it. */
export class SecretInValueError extends TidemarkError {
  readonly code = 'ERR_SECRET_IN_VALUE';
  constructor(what: string) {
    super(`${what} holds a secret, and it would be stored. Leave the secret out, and get it again with getSecret.`);
  }
}

/** A query over runs that cannot be read. The message shows the query, and points at the character. */
export class InvalidSearchError extends TidemarkError {
  readonly code = 'ERR_INVALID_SEARCH';
  /** Of the fault, in characters from 0. */
  readonly position: number;
  readonly reason: string;
  constructor(query: string, position: number, reason: string) {
    super(
      `The query cannot be read at character ${position + 1}: ${reason}.\n  ${query.replaceAll('\n', ' ')}\n  ${' '.repeat(position)}^`,
    );
    this.position = position;
    this.reason = reason;
  }
}

/** A setting that cannot be understood. */
export class ConfigurationError extends TidemarkError {
  readonly code = 'ERR_CONFIGURATION';
}

/** The tracking store cannot be used: it is away, locked, or of a newer Tidemark. */
export class TrackingStoreError extends TidemarkError {
  readonly code = 'ERR_TRACKING_STORE';
  override readonly retryable: boolean;
  constructor(message: string, options: ErrorOptions & { retryable?: boolean } = {}) {
    super(message, options);
    this.retryable = options.retryable ?? true;
  }
}

/** The artifact store refused a read or a write: no space, no permission, no such bucket; or it is away. */
export class ArtifactStoreError extends TidemarkError {
  readonly code = 'ERR_ARTIFACT_STORE';
  override readonly retryable = true;
  /** It does not answer, and may do so later by itself; nothing has to be put right. */
  readonly isAway: boolean;
  constructor(message: string, { isAway = false, ...options }: ErrorOptions & { readonly isAway?: boolean } = {}) {
    super(message, options);
    this.isAway = isAway;
  }
}

/** Two handlers, pipelines or steps claim one name. */
export class DuplicateNameError extends TidemarkError {
  readonly code = 'ERR_DUPLICATE_NAME';
}

/** No Temporal server can be had; the message lists every way that was tried. */
export class NoTemporalServerError extends TidemarkError {
  readonly code = 'ERR_NO_TEMPORAL_SERVER';
  override readonly retryable = true;
}

/** Something that is not a handler where a handler is wanted. */
export class HandlerNotFoundError extends TidemarkError {
  readonly code = 'ERR_HANDLER_NOT_FOUND';
}

/** A run that ended in `error` or `aborted`, thrown to who waits for it. The stored error is the cause. */
export class RunFailedError extends TidemarkError {
  readonly code = 'ERR_RUN_FAILED';
  readonly uid: string;
  constructor(uid: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.uid = uid;
  }
}
