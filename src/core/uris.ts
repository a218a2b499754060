import { InvalidUriError } from './errors.js';
import { KIND_OF, PLURAL_OF } from './kinds.js';
import type { ArtifactUri, Kind, KindPlural } from './kinds.js';

/** A `store://` URI taken apart. Absent parts are undefined. */
export interface ParsedUri {
  readonly kind: Kind;
  readonly project: string;
  readonly dbKey: string;
  readonly iteration?: number;
  readonly tag?: string;
  /** The pipeline's uid, else the run's. */
  readonly tree?: string;
  /** The artifact record's uid: the pinned form. */
  readonly uid?: string;
}

const NAME = '[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?';
const FORM = new RegExp(
  `^store://(?:(?<kinds>artifacts|datasets|models|charts)/)?(?<project>${NAME})/(?<dbKey>${NAME})` +
    `(?:#(?<iteration>[0-9]{1,9}))?(?::(?<tag>${NAME}))?(?:@(?<tree>${NAME}))?(?:\\^(?<uid>${NAME}))?$`,
);

/**
 * Reads every form of `store://[<kinds>/]<project>/<db key>[#iteration][:tag][@tree][^uid]`; without `<kinds>` it is an artifact (MLRun's grammar).
 *
 * @throws {InvalidUriError} quoting the text it got.
 */
export function parseArtifactUri(text: string): ParsedUri {
  const parts = typeof text === 'string' ? FORM.exec(text)?.groups : undefined;
  if (parts === undefined) throw new InvalidUriError(String(text), whatIsWrong(String(text)));
  const { kinds = 'artifacts', project = '', dbKey = '', iteration, tag, tree, uid } = parts;
  return {
    kind: KIND_OF[kinds as KindPlural],
    project,
    dbKey,
    ...(iteration === undefined ? {} : { iteration: Number(iteration) }),
    ...(tag === undefined ? {} : { tag }),
    ...(tree === undefined ? {} : { tree }),
    ...(uid === undefined ? {} : { uid }),
  };
}

/** Prints what {@link parseArtifactUri} reads. */
export function formatArtifactUri<K extends Kind>(uri: ParsedUri & { readonly kind: K }): ArtifactUri<K> {
  const iteration = uri.iteration === undefined ? '' : `#${uri.iteration}`;
  const tag = uri.tag === undefined ? '' : `:${uri.tag}`;
  const tree = uri.tree === undefined ? '' : `@${uri.tree}`;
  const uid = uri.uid === undefined ? '' : `^${uri.uid}`;
  return `store://${PLURAL_OF[uri.kind]}/${uri.project}/${uri.dbKey}${iteration}${tag}${tree}${uid}` as ArtifactUri<K>;
}

/** True for text that claims to be a store URI, well-formed or not. */
export function isStoreUri(text: string): boolean {
  return text.startsWith('store://');
}

function whatIsWrong(text: string): string {
  if (!isStoreUri(text)) return 'it does not begin with store://';
  return 'a part of it is missing or has characters that are not allowed';
}
