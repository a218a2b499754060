import { Link, getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';
import { formatBytes } from '../../../src/render/format.js';
import { useArtifacts } from '../api/artifact-queries.js';
import type { ArtifactRecord } from '../api/shapes.js';
import { Button } from '../design/button.js';
import { Empty, Failure } from '../design/empty.js';
import { Icon } from '../design/icon.js';
import { TimeAgo } from '../design/time.js';
import { RunsSkeleton } from '../runs/no-runs.js';
import { useRowKeys } from '../shell/use-row-keys.js';
import { kindIcon } from './kind-icon.js';
import { Tags } from './tags.js';
import '../runs/runs-page.css';
import '../runs/runs-table.css';
import './artifacts.css';

const KINDS = ['artifact', 'dataset', 'model', 'chart'] as const;

type ListSearch = { readonly kind?: string; readonly q?: string; readonly project?: string };

/** The newest version of every artifact, or of every model. */
export function ArtifactsPage({ route }: { readonly route: '/artifacts' | '/models' }) {
  const api = getRouteApi(route);
  const search: ListSearch = api.useSearch();
  const navigate = api.useNavigate();
  const isModels = route === '/models';
  const kind = isModels ? 'model' : KINDS.find((known) => known === search.kind);
  const found = useArtifacts({ kind, tag: 'latest', project: search.project, limit: 200 });
  const wanted = (search.q ?? '').toLowerCase();
  const shown = found.artifacts.filter(({ key, dbKey }) => key.toLowerCase().includes(wanted) || dbKey.toLowerCase().includes(wanted));
  const change = (next: { readonly kind?: string | undefined; readonly q?: string | undefined }) =>
    void navigate({ search: (old: object) => ({ ...old, ...next }), replace: true });
  return (
    <>
      <div className="page-head">
        <h1>{isModels ? 'Models' : 'Artifacts'}</h1>
      </div>
      <div className="runs-toolbar">
        <label className="search-field artifact-search">
          <Icon name="search" size={15} />
          <input
            type="search"
            aria-label="Filter by key"
            placeholder="Filter by key"
            value={search.q ?? ''}
            onChange={(event) => change({ q: event.target.value === '' ? undefined : event.target.value })}
          />
          <kbd aria-hidden="true">/</kbd>
        </label>
        {!isModels && <KindFilter chosen={kind} onChoose={(next) => change({ kind: next })} />}
      </div>
      {found.error && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <RunsSkeleton />}
      {found.isSuccess && shown.length === 0 && <NoArtifacts isFiltered={wanted !== '' || search.kind !== undefined} isModels={isModels} />}
      {shown.length > 0 && <ArtifactsTable artifacts={shown} />}
      {found.hasNextPage && (
        <div className="more">
          <Button onClick={() => void found.fetchNextPage()}>Show more</Button>
        </div>
      )}
    </>
  );
}

function KindFilter({ chosen, onChoose }: { readonly chosen: string | undefined; readonly onChoose: (kind: string | undefined) => void }) {
  return (
    <div className="segments" role="group" aria-label="Kind">
      {[undefined, ...KINDS].map((kind) => (
        <button key={kind ?? 'all'} type="button" aria-pressed={kind === chosen} onClick={() => onChoose(kind)}>
          {kind === undefined ? 'All' : kind === 'artifact' ? 'Files' : `${kind[0]?.toUpperCase()}${kind.slice(1)}s`}
        </button>
      ))}
    </div>
  );
}

function ArtifactsTable({ artifacts }: { readonly artifacts: readonly ArtifactRecord[] }) {
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  return (
    <div className="table-scroll">
      <table className="runs-table artifacts-table">
        <thead>
          <tr>
            <th>Key</th>
            <th>Version and tags</th>
            <th>Project</th>
            <th>Logged</th>
            <th className="numeric">Size</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {artifacts.map((artifact) => (
            <tr key={artifact.uid} data-row={artifact.uid}>
              <td data-column="name">
                <span className="run-name">
                  <span className="run-kind" title={artifact.kind}>
                    <Icon name={kindIcon(artifact)} size={15} />
                  </span>
                  <Link to="/artifacts/$uid" params={{ uid: artifact.uid }} className="row-link clip" data-row-link>
                    {artifact.dbKey}
                  </Link>
                </span>
              </td>
              <td data-column="tags">
                <Tags artifact={artifact} />
              </td>
              <td data-column="project" data-label="">
                {artifact.project}
              </td>
              <td data-column="started">
                <TimeAgo iso={artifact.created} />
              </td>
              <td data-column="size" data-label="" className="numeric num">
                {formatBytes(artifact.size)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NoArtifacts({ isFiltered, isModels }: { readonly isFiltered: boolean; readonly isModels: boolean }) {
  if (isFiltered)
    return (
      <Empty icon="search" title="Nothing matches">
        Filter by less, or choose another kind.
      </Empty>
    );
  return (
    <Empty icon={isModels ? 'model' : 'artifact'} title={isModels ? 'No models yet' : 'No artifacts yet'} commands={['npm run demo']}>
      {isModels ? (
        <>
          A handler logs a model with <code>context.logModel('model', {'{ body }'})</code>. It appears here when its run completes.
        </>
      ) : (
        <>
          Files, datasets, models and charts that runs log appear here when the run completes:{' '}
          <code>context.logArtifact('notes', {'{ body }'})</code>.
        </>
      )}
    </Empty>
  );
}
