import { isStoreUri, parseArtifactUri } from '../../core/index.js';
import type { ArtifactRecord, ParsedUri } from '../../core/index.js';

/** The place on the page, `#artifact-…`, of what a URI leads to; undefined when it is not on the page. */
export type ArtifactLinks = (uri: string) => string | undefined;

/** Links to the artifacts of a page. A URI without a version means the newest that the page has. */
export function artifactLinks(records: readonly ArtifactRecord[]): ArtifactLinks {
  const newestFirst = records.toSorted((a, b) => Date.parse(b.created) - Date.parse(a.created));
  return (uri) => {
    const wanted = isStoreUri(uri) ? parse(uri) : undefined;
    const found = wanted === undefined ? undefined : newestFirst.find((record) => answers(record, wanted));
    return found === undefined ? undefined : `#artifact-${found.uid}`;
  };
}

function answers(record: ArtifactRecord, { kind, project, dbKey, tag, tree, uid }: ParsedUri): boolean {
  if (uid !== undefined) return record.uid === uid;
  const isNamed = record.project === project && record.dbKey === dbKey && (kind === 'artifact' || record.kind === kind);
  return (
    isNamed &&
    (tree === undefined || record.tree === tree) &&
    (tag === undefined || record.tags.includes(tag) || `v${record.version}` === tag)
  );
}

// What somebody wrote may be no URI at all.
function parse(uri: string): ParsedUri | undefined {
  try {
    return parseArtifactUri(uri);
  } catch {
    return undefined;
  }
}
