import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { RunKind, RunState } from '../../../src/core/index.js';
import { apiUrl, ask, segment } from './client.js';
import type { About, AllSeries, PipelineGraph, Projects, RunDetails, RunPage, RunRecord, StartForm } from './shapes.js';

const PAGE_SIZE = 100;

/** Which runs a list asks for. */
export interface RunsFilter {
  readonly q: string;
  readonly states: readonly RunState[];
  readonly orderBy: string;
  readonly project: string | undefined;
  readonly kind: RunKind | undefined;
}

/** Pages of runs, as one list. */
export function useRuns({ q, states, orderBy, project, kind }: RunsFilter) {
  const query = {
    q: q === '' ? undefined : q,
    state: states.length === 0 ? undefined : states.join(','),
    orderBy: orderBy === 'startTime' ? undefined : orderBy,
    project,
    kind,
    limit: PAGE_SIZE,
  };
  const { data, ...rest } = useInfiniteQuery({
    queryKey: ['runs', query],
    queryFn: ({ pageParam, signal }) => ask<RunPage>(apiUrl('/runs', { ...query, cursor: pageParam }), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  return { ...rest, runs: distinct(data?.pages.flatMap((page) => page.runs) ?? []) };
}

// A run that starts between two pages moves the others by one: the last of a page comes again as the first of the next.
function distinct(runs: readonly RunRecord[]): readonly RunRecord[] {
  return [...new Map(runs.map((run) => [run.uid, run])).values()];
}

/** A run, as its newest attempt or as another one shows it. */
export function useRun(uid: string, attempt?: number) {
  return useQuery({
    queryKey: ['run', uid, 'details', attempt],
    queryFn: ({ signal }) => ask<RunDetails>(apiUrl(`/runs/${segment(uid)}`, { attempt }), { signal }),
    placeholderData: (old) => (old?.run.uid === uid ? old : undefined),
  });
}

/** All metric series of an attempt. */
export function useMetrics(uid: string, attempt?: number) {
  return useQuery({
    queryKey: ['run', uid, 'metrics', attempt],
    queryFn: async ({ signal }) => {
      const { series } = await ask<AllSeries>(apiUrl(`/runs/${segment(uid)}/metrics`, { attempt, points: 600 }), {
        signal,
      });
      return series;
    },
    placeholderData: keepPreviousData,
  });
}

/** The steps of a pipeline and what went between them. */
export function useGraph(uid: string) {
  return useQuery({
    queryKey: ['run', uid, 'graph'],
    queryFn: ({ signal }) => ask<PipelineGraph>(apiUrl(`/runs/${segment(uid)}/graph`), { signal }),
  });
}

/** What starting a run again takes. */
export function useStartForm(uid: string) {
  return useQuery({
    queryKey: ['schema', uid],
    queryFn: ({ signal }) => ask<StartForm>(apiUrl(`/runs/${segment(uid)}/params-schema`), { signal }),
  });
}

/** What surrounds the server; it does not change while it runs. */
export function useAbout() {
  return useQuery({
    queryKey: ['about'],
    queryFn: ({ signal }) => ask<About>(apiUrl('/about'), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Projects that have runs. */
export function useProjects() {
  return useQuery({
    queryKey: ['projects'],
    queryFn: async ({ signal }) => (await ask<Projects>(apiUrl('/projects'), { signal })).projects,
    staleTime: 30_000,
  });
}
