import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatBytes } from '../../../src/render/format.js';
import type { ArtifactRecord } from '../api/shapes.js';
import { CopyText } from '../design/copy.js';
import { TimeAgo } from '../design/time.js';

/** What is known of a version, in a line. */
export function ArtifactFacts({ artifact }: { readonly artifact: ArtifactRecord }) {
  const { kind, created, size, mediaType, project, runUid, sha256, uri } = artifact;
  return (
    <dl className="facts">
      <Fact name="Logged">
        <TimeAgo iso={created} />
      </Fact>
      <Fact name="Kind">{kind}</Fact>
      <Fact name="Size">{formatBytes(size)}</Fact>
      <Fact name="Media type">{mediaType}</Fact>
      <Fact name="Project">{project}</Fact>
      <Fact name="Logged by">
        <Link className="mono" to="/runs/$uid" params={{ uid: runUid }}>
          {runUid.slice(0, 8)}
        </Link>
      </Fact>
      <Fact name="SHA-256">
        <span className="mono" title={sha256}>
          {sha256.slice(0, 12)}
        </span>
      </Fact>
      <Fact name="URI">
        <span className="mono">…{uri.slice(-8)}</span>
        <CopyText text={uri} label="Copy the URI" />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
