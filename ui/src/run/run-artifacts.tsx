import { Link, getRouteApi } from '@tanstack/react-router';
import type { RunDetails } from '../api/shapes.js';
import { bodyUrl } from '../api/artifact-queries.js';
import { ArtifactPreview } from '../artifacts/artifact-preview.js';
import { ArtifactRow } from '../artifacts/artifact-row.js';
import { Card } from '../design/card.js';
import { Empty } from '../design/empty.js';
import { Icon } from '../design/icon.js';

const route = getRouteApi('/runs/$uid');

/** What the run logged, and the one that is open beside the list. */
export function RunArtifacts({ details: { run, artifacts } }: { readonly details: RunDetails }) {
  const { artifact: key } = route.useSearch();
  const open = artifacts.findLast((artifact) => artifact.key === key) ?? artifacts[0];
  if (open === undefined)
    return (
      <Empty icon="artifact" title="No artifacts yet">
        Files, datasets, models and charts appear here: <code>context.logDataset('rows', rows)</code>.
      </Empty>
    );
  return (
    <div className="artifact-columns">
      <Card title="Artifacts" flush>
        <ul className="artifact-rows">
          {artifacts.map((artifact) => (
            <ArtifactRow key={artifact.uid} artifact={artifact} runUid={run.uid} isOpen={artifact === open} />
          ))}
        </ul>
      </Card>
      <Card
        title={open.key}
        aside={
          <span className="page-actions">
            <Link className="button plain" to="/artifacts/$uid" params={{ uid: open.uid }}>
              <Icon name="lineage" size={15} />
              Versions and lineage
            </Link>
            <a className="button plain" href={bodyUrl(open.uid)} download>
              <Icon name="download" size={15} />
              Download
            </a>
          </span>
        }
      >
        <ArtifactPreview key={open.uid} artifact={open} />
      </Card>
    </div>
  );
}
