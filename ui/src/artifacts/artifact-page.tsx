import { Link, getRouteApi } from '@tanstack/react-router';
import { bodyUrl, useArtifact } from '../api/artifact-queries.js';
import type { ArtifactRecord } from '../api/shapes.js';
import { Failure } from '../design/empty.js';
import { Icon } from '../design/icon.js';
import { Tabs } from '../design/tabs.js';
import { RawJson } from '../run/raw-json.js';
import { RunHeaderSkeleton } from '../run/run-header.js';
import { ArtifactFacts } from './artifact-facts.js';
import { ArtifactPreview } from './artifact-preview.js';
import { kindIcon } from './kind-icon.js';
import { LineageView } from './lineage-view.js';
import { TagDialog } from './tag-dialog.js';
import { Tags } from './tags.js';
import { Versions } from './versions.js';
import '../run/run-page.css';
import './artifacts.css';

const route = getRouteApi('/artifacts/$uid');
const VIEWS = ['preview', 'lineage', 'versions', 'json'] as const;

/** One version of an artifact: what is in it, where it comes from, and its other versions. */
export function ArtifactPage() {
  const { uid } = route.useParams();
  const { view } = route.useSearch();
  const { data: artifact, error, refetch } = useArtifact(uid);
  if (error && artifact === undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (artifact === undefined) return <RunHeaderSkeleton />;
  const current = VIEWS.find((known) => known === view) ?? 'preview';
  return (
    <article className="run-page">
      <Head artifact={artifact} />
      <Tabs
        label="Parts of the artifact"
        tabs={[
          { id: 'preview', label: 'Preview' },
          { id: 'lineage', label: 'Lineage' },
          { id: 'versions', label: 'Versions' },
          { id: 'json', label: 'JSON' },
        ]}
        current={current}
      />
      <div className="run-view">
        <ViewOf view={current} artifact={artifact} />
      </div>
    </article>
  );
}

function Head({ artifact }: { readonly artifact: ArtifactRecord }) {
  return (
    <header className="run-header">
      <nav className="crumbs" aria-label="Where this artifact stands">
        <Link to={artifact.kind === 'model' ? '/models' : '/artifacts'}>{artifact.kind === 'model' ? 'Models' : 'Artifacts'}</Link>
        <Icon name="chevron" size={11} />
        <span aria-current="page">{artifact.dbKey}</span>
      </nav>
      <div className="page-head">
        <h1 className="run-title">
          <Icon name={kindIcon(artifact)} size={19} />
          {artifact.key}
          <Tags artifact={artifact} />
        </h1>
        <div className="page-actions">
          <TagDialog artifact={artifact} />
          <a className="button plain" href={bodyUrl(artifact.uid)} download>
            <Icon name="download" size={15} />
            Download
          </a>
        </div>
      </div>
      <ArtifactFacts artifact={artifact} />
    </header>
  );
}

function ViewOf({ view, artifact }: { readonly view: (typeof VIEWS)[number]; readonly artifact: ArtifactRecord }) {
  switch (view) {
    case 'preview':
      return (
        <div className="card">
          <ArtifactPreview key={artifact.uid} artifact={artifact} />
        </div>
      );
    case 'lineage':
      return <LineageView uid={artifact.uid} />;
    case 'versions':
      return <Versions of={artifact} />;
    case 'json':
      return <RawJson value={artifact} />;
  }
}
