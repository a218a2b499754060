import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLineage } from '../api/artifact-queries.js';
import type { ArtifactRecord, Lineage, RunRecord } from '../api/shapes.js';
import { Failure } from '../design/empty.js';
import { Icon } from '../design/icon.js';
import { Skeleton } from '../design/skeleton.js';
import { StateIcon, toneClass } from '../design/state-badge.js';
import { Flow } from '../graph/flow.js';
import type { FlowLine } from '../graph/place-boxes.js';
import { kindIcon } from './kind-icon.js';

const DEPTH = 3;

/** Where an artifact comes from and what was made of it: as a graph, and in words. */
export function LineageView({ uid }: { readonly uid: string }) {
  const { data, error, refetch } = useLineage(uid, DEPTH);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="24rem" />;
  const names = new Map<string, RunRecord>(data.runs.map((run) => [run.uid, run]));
  const own = data.edges.filter((edge) => edge.artifactUid === uid);
  return (
    <div className="stack">
      <div className="card flush">
        <Flow label="Lineage" boxes={boxesOf(data)} lines={linesOf(data)} mostHeight={760} />
      </div>
      {!data.complete && <p className="dim">There is more than is shown. Open an artifact at the edge to go on from there.</p>}
      <div className="lineage-lists">
        <RunList title="Logged by" runs={own.filter(({ type }) => type === 'logged').flatMap(({ runUid }) => names.get(runUid) ?? [])} />
        <RunList title="Read by" runs={own.filter(({ type }) => type === 'read').flatMap(({ runUid }) => names.get(runUid) ?? [])} />
      </div>
    </div>
  );
}

function RunList({ title, runs }: { readonly title: string; readonly runs: readonly RunRecord[] }) {
  return (
    <section className="card">
      <h3>{title}</h3>
      {runs.length === 0 && <p className="dim value-none">No run that is known.</p>}
      <ul className="inputs">
        {runs.map((run) => (
          <li key={run.uid}>
            <span className="run-name">
              <StateIcon state={run.state} />
              <Link to="/runs/$uid" params={{ uid: run.uid }}>
                {run.name}
              </Link>
              <code className="dim">{run.uid.slice(0, 8)}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function boxesOf({ runs, artifacts, artifact }: Lineage): ReadonlyMap<string, ReactNode> {
  return new Map<string, ReactNode>([
    ...runs.map((run): [string, ReactNode] => [run.uid, <RunBox key={run.uid} run={run} />]),
    ...artifacts.map((one): [string, ReactNode] => [
      one.uid,
      <ArtifactBox key={one.uid} artifact={one} isChosen={one.uid === artifact.uid} />,
    ]),
  ]);
}

function linesOf({ edges }: Lineage): readonly FlowLine[] {
  const ends = edges.map(({ type, runUid, artifactUid }) => (type === 'logged' ? [runUid, artifactUid] : [artifactUid, runUid]));
  // A run may read one artifact under two names.
  return [...new Map(ends.map(([from = '', to = '']) => [`${from} ${to}`, { from, to, label: '' }])).values()];
}

function RunBox({ run }: { readonly run: RunRecord }) {
  return (
    <Link to="/runs/$uid" params={{ uid: run.uid }} className={`flow-box round nopan ${toneClass(run.state)}`}>
      <StateIcon state={run.state} size={17} />
      <span className="flow-text">
        <b className="clip">{run.name}</b>
        <span className="dim clip">run {run.uid.slice(0, 8)}</span>
      </span>
    </Link>
  );
}

function ArtifactBox({ artifact, isChosen }: { readonly artifact: ArtifactRecord; readonly isChosen: boolean }) {
  return (
    <Link
      to="/artifacts/$uid"
      params={{ uid: artifact.uid }}
      search={{ view: 'lineage' }}
      className={`flow-box artifact nopan ${isChosen ? 'chosen' : ''}`}
      aria-current={isChosen ? 'true' : undefined}
    >
      <Icon name={kindIcon(artifact)} size={17} />
      <span className="flow-text">
        <b className="clip">{artifact.key}</b>
        <span className="dim clip">
          {artifact.kind}
          {artifact.version > 0 && ` v${artifact.version}`}
        </span>
      </span>
    </Link>
  );
}
