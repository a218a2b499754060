import { Link } from '@tanstack/react-router';
import { formatBytes } from '../../../src/render/format.js';
import type { ArtifactRecord } from '../api/shapes.js';
import { Icon } from '../design/icon.js';
import { kindIcon } from './kind-icon.js';
import { Tags } from './tags.js';
import './artifacts.css';

interface ArtifactRowProps {
  readonly artifact: ArtifactRecord;
  readonly runUid: string;
  /** Its preview is beside the list. */
  readonly isOpen?: boolean;
}

/** One artifact of a run in a line; leads to its preview beside the others. */
export function ArtifactRow({ artifact, runUid, isOpen = false }: ArtifactRowProps) {
  return (
    <li className={isOpen ? 'artifact-row current' : 'artifact-row'}>
      <Icon name={kindIcon(artifact)} size={15} />
      <Link
        to="/runs/$uid"
        params={{ uid: runUid }}
        search={(old) => ({ ...old, view: 'artifacts', artifact: artifact.key })}
        className="clip artifact-key"
      >
        {artifact.key}
      </Link>
      <span className="dim">{artifact.kind}</span>
      <Tags artifact={artifact} />
      <span className="dim num artifact-size">{sizeOf(artifact)}</span>
    </li>
  );
}

function sizeOf({ spec, size }: ArtifactRecord): string {
  const rows = spec.length === undefined ? '' : `${spec.length.toLocaleString('en-US')} rows · `;
  const files = spec.directory === undefined ? '' : `${spec.directory.files.toLocaleString('en-US')} files · `;
  return rows + files + formatBytes(size);
}
