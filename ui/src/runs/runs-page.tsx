import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { RunKind } from '../../../src/core/index.js';
import { useRuns } from '../api/queries.js';
import { ApiError } from '../api/client.js';
import { Button } from '../design/button.js';
import { Failure } from '../design/empty.js';
import { BulkBar } from './bulk-bar.js';
import { ColumnChooser } from './column-chooser.js';
import { columnOf, defaultColumns } from './column-model.js';
import { FilterBuilder } from './filter-builder.js';
import { NoRuns, RunsSkeleton } from './no-runs.js';
import { RunsTable } from './runs-table.js';
import { SearchBox } from './search-box.js';
import { StateFilter, statesOf } from './state-filter.js';
import { useSelection } from './use-selection.js';
import './runs-page.css';

type SearchKey = 'q' | 'state' | 'sort' | 'columns' | 'project';

/** What the address of a table of runs says; `columns` are ids with commas between. */
type RunsSearch = { readonly [key in SearchKey]?: string };

const DEFAULT_SORT = 'startTime';

/** All runs, or all pipelines: live, searchable, with the columns that the reader chose. All of it is in the address. */
export function RunsPage({ route, kind }: { readonly route: '/runs' | '/pipelines'; readonly kind?: RunKind }) {
  const api = getRouteApi(route);
  const search: RunsSearch = api.useSearch();
  const navigate = api.useNavigate();
  const { q = '', state, sort = DEFAULT_SORT, project } = search;
  const found = useRuns({ q, states: statesOf(state), orderBy: sort, project, kind });
  const { runs, error, hasNextPage } = found;
  const change = useCallback(
    (next: { readonly [key in SearchKey]?: string | undefined }) =>
      void navigate({ search: (old: RunsSearch) => withoutUndefined({ ...old, ...next }), replace: true }),
    [navigate],
  );
  const onSearch = useCallback((text: string) => change({ q: text === '' ? undefined : text }), [change]);
  const columns = search.columns?.split(',') ?? defaultColumns(runs);
  const queryError = error instanceof ApiError && error.status === 400 ? error : null;
  return (
    <>
      <PageHead title={kind === 'pipeline' ? 'Pipelines' : 'Runs'} count={runs.length} isMore={hasNextPage} />
      <div className="runs-toolbar">
        <SearchBox value={q} onSearch={onSearch} error={queryError} />
        <div className="runs-tools">
          <StateFilter chosen={state} onChoose={(choice) => change({ state: choice })} />
          <FilterBuilder runs={runs} query={q} onSearch={onSearch} />
          <ColumnChooser runs={runs} chosen={columns} onChoose={(chosen) => change({ columns: chosen?.join(',') })} />
        </div>
      </div>
      {error && queryError === null && <Failure error={error} retry={() => void found.refetch()} />}
      {found.isPending && <RunsSkeleton />}
      {found.isSuccess && runs.length === 0 && <NoRuns isFiltered={q !== '' || state !== undefined} kind={kind} />}
      {runs.length > 0 && (
        <FoundRuns
          found={found}
          columns={columns}
          sort={sort}
          onSort={(orderBy) => change({ sort: orderBy === DEFAULT_SORT ? undefined : orderBy })}
        />
      )}
    </>
  );
}

function PageHead({ title, count, isMore }: { readonly title: string; readonly count: number; readonly isMore: boolean }) {
  return (
    <div className="page-head">
      <h1>{title}</h1>
      <p className="dim num runs-count">
        {count > 0 && `${count.toLocaleString('en-US')}${isMore ? '+' : ''} ${count === 1 ? 'run' : 'runs'}`}
      </p>
    </div>
  );
}

interface FoundRunsProps {
  readonly found: ReturnType<typeof useRuns>;
  readonly columns: readonly string[];
  readonly sort: string;
  readonly onSort: (orderBy: string) => void;
}

function FoundRuns({ found, columns, sort, onSort }: FoundRunsProps) {
  const selection = useSelection();
  const { runs, hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  return (
    <>
      <RunsTable runs={runs} columns={columns.flatMap((id) => columnOf(id) ?? [])} sort={sort} onSort={onSort} selection={selection} />
      {hasNextPage && (
        <div className="more">
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage ? 'Loading…' : 'Show more'}
          </Button>
        </div>
      )}
      <BulkBar selection={selection} runs={runs} />
    </>
  );
}

function withoutUndefined(search: { readonly [key in SearchKey]?: string | undefined }): RunsSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
