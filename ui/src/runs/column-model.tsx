import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Value } from '../../../src/core/index.js';
import type { RunRecord } from '../api/shapes.js';
import { Icon } from '../design/icon.js';
import { StateBadge } from '../design/state-badge.js';
import { Duration, TimeAgo } from '../design/time.js';
import { ShortValue } from '../design/value.js';

/** A column of the runs table. */
export interface RunColumn {
  /** In the address: `state`, `params.epochs`, `results.accuracy`, `labels.framework`, `metrics.loss`. */
  readonly id: string;
  readonly label: string;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  /** What the API sorts by; absent where it cannot. */
  readonly orderBy?: string;
  readonly cell: (run: RunRecord) => ReactNode;
}

const KIND_ICONS = { pipeline: 'pipeline', step: 'chevron', local: 'play' } as const;

const NAME: RunColumn = {
  id: 'name',
  label: 'Name',
  orderBy: 'name',
  cell: (run) => (
    <span className="run-name">
      <span className="run-kind" title={run.kind}>
        <Icon name={KIND_ICONS[run.kind]} size={14} />
      </span>
      <span className="run-name-text">
        <RunLink run={run} />
        {run.error && <span className="run-error clip">{`${run.error.name}: ${run.error.message}`}</span>}
      </span>
    </span>
  ),
};

/** Columns that every run has. */
export const FIXED_COLUMNS: readonly RunColumn[] = [
  { id: 'state', label: 'State', cell: (run) => <StateBadge state={run.state} reason={run.statusReason} /> },
  NAME,
  { id: 'project', label: 'Project', cell: (run) => run.project },
  { id: 'started', label: 'Started', orderBy: 'startTime', cell: (run) => <TimeAgo iso={run.startTime} /> },
  { id: 'duration', label: 'Duration', numeric: true, cell: (run) => <Duration start={run.startTime} end={run.endTime} /> },
  {
    id: 'attempt',
    label: 'Attempt',
    numeric: true,
    cell: (run) => (run.attempt > 1 ? <b className="num">{run.attempt}</b> : <span className="dim num">1</span>),
  },
  { id: 'pipeline', label: 'Pipeline', cell: (run) => <ParentLink run={run} /> },
  { id: 'uid', label: 'Uid', cell: (run) => <code>{run.uid.slice(0, 8)}</code> },
];

/** Groups of columns that depend on what runs have logged. */
export const COLUMN_GROUPS = ['results', 'params', 'metrics', 'labels'] as const;
type Group = (typeof COLUMN_GROUPS)[number];

/** All names of a group that these runs have, those of most runs first. */
export function keysOf(group: Group, runs: readonly RunRecord[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const run of runs) for (const key of Object.keys(valuesOf(group, run))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([key]) => key);
}

/** The column of an id; undefined for an id that there cannot be. */
export function columnOf(id: string): RunColumn | undefined {
  const fixed = FIXED_COLUMNS.find((column) => column.id === id);
  if (fixed !== undefined) return fixed;
  const dot = id.indexOf('.');
  const group = COLUMN_GROUPS.find((name) => name === id.slice(0, dot));
  if (group === undefined) return undefined;
  const key = id.slice(dot + 1);
  return {
    id,
    label: key,
    numeric: group !== 'labels',
    ...(group === 'results' ? { orderBy: id } : {}),
    cell: (run) => <ShortValue value={valuesOf(group, run)[key]} />,
  };
}

/** Without a choice: state, name, times, and the results that most runs have. */
export function defaultColumns(runs: readonly RunRecord[]): readonly string[] {
  const results = keysOf('results', runs).slice(0, 3);
  return ['state', 'name', 'started', 'duration', 'attempt', ...results.map((key) => `results.${key}`)];
}

function valuesOf(group: Group, run: RunRecord): Readonly<Record<string, Value>> {
  switch (group) {
    case 'results':
      return run.results;
    case 'params':
      return run.parameters;
    case 'labels':
      return run.labels;
    case 'metrics':
      return Object.fromEntries(Object.entries(run.metrics).map(([key, { last }]) => [key, last]));
  }
}

function RunLink({ run }: { readonly run: RunRecord }) {
  return (
    <Link to={run.kind === 'pipeline' ? '/pipelines/$uid' : '/runs/$uid'} params={{ uid: run.uid }} className="row-link clip" data-row-link>
      {run.name}
    </Link>
  );
}

function ParentLink({ run }: { readonly run: RunRecord }) {
  if (run.parentUid === undefined) return <span className="dim">–</span>;
  return (
    <Link to="/pipelines/$uid" params={{ uid: run.parentUid }}>
      <code>{run.parentUid.slice(0, 8)}</code>
    </Link>
  );
}
