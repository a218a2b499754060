import type { ArtifactRecord } from '../api/shapes.js';

/** Its version and its tags; before it is published, that. */
export function Tags({ artifact: { version, tags, status } }: { readonly artifact: ArtifactRecord }) {
  return (
    <span className="tags">
      {status.state === 'published' ? <span className="version num">v{version}</span> : <span className="tag pending">{status.state}</span>}
      {tags.map((tag) => (
        <span key={tag} className="tag">
          {tag}
        </span>
      ))}
    </span>
  );
}
