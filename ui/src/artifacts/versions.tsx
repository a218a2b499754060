import { Link } from '@tanstack/react-router';
import { formatBytes } from '../../../src/render/format.js';
import { bodyUrl, useArtifacts } from '../api/artifact-queries.js';
import type { ArtifactRecord } from '../api/shapes.js';
import { SkeletonLines } from '../design/skeleton.js';
import { TimeAgo } from '../design/time.js';
import { Tags } from './tags.js';
import '../runs/runs-table.css';

/** All versions of one artifact, the newest first. */
export function Versions({ of }: { readonly of: ArtifactRecord }) {
  const { artifacts, isPending } = useArtifacts({ project: of.project, kind: of.kind, dbKey: of.dbKey });
  if (isPending) return <SkeletonLines lines={4} />;
  return (
    <div className="table-scroll">
      <table className="runs-table artifacts-table">
        <thead>
          <tr>
            <th>Version and tags</th>
            <th>Logged</th>
            <th>By the run</th>
            <th>SHA-256</th>
            <th className="numeric">Size</th>
            <th>
              <span className="visually-hidden">Download</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {artifacts.map((artifact) => (
            <tr key={artifact.uid} data-row={artifact.uid} className={artifact.uid === of.uid ? 'selected' : undefined}>
              <td data-column="name">
                <Link to="/artifacts/$uid" params={{ uid: artifact.uid }} data-row-link>
                  <Tags artifact={artifact} />
                </Link>
              </td>
              <td data-column="started">
                <TimeAgo iso={artifact.created} />
              </td>
              <td data-column="run" data-label="run">
                <Link className="mono" to="/runs/$uid" params={{ uid: artifact.runUid }}>
                  {artifact.runUid.slice(0, 8)}
                </Link>
              </td>
              <td data-column="sha" data-label="sha" className="mono">
                {artifact.sha256.slice(0, 12)}
              </td>
              <td data-column="size" data-label="" className="numeric num">
                {formatBytes(artifact.size)}
              </td>
              <td data-column="download" data-label="">
                <a href={bodyUrl(artifact.uid)} download>
                  Download
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
