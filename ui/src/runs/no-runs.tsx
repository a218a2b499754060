import type { RunKind } from '../../../src/core/index.js';
import { Empty } from '../design/empty.js';
import { Skeleton } from '../design/skeleton.js';

/** Why the table is empty, and how to fill it. */
export function NoRuns({ isFiltered, kind }: { readonly isFiltered: boolean; readonly kind: RunKind | undefined }) {
  if (isFiltered)
    return (
      <Empty icon="search" title="No run matches">
        Take something out of the search, or choose All. Values are compared as they were logged: <code>params.epochs = 100</code>,{' '}
        <code>name = train</code>.
      </Empty>
    );
  if (kind === 'pipeline')
    return (
      <Empty
        icon="pipeline"
        title="No pipeline has run yet"
        commands={['npm run demo -- --keep', 'npx tidemark dev --handlers handlers.ts --pipelines pipelines.ts']}
      >
        A pipeline is a workflow that calls steps. Each start of one appears here while it runs.
      </Empty>
    );
  return (
    <Empty icon="runs" title="No runs yet" commands={['npx tidemark run train.ts -p epochs=10', 'npm run demo']}>
      A run is the record of one step, pipeline or script: what went in, what it logged, and how it ended. Make one, and it appears here
      while it runs.
    </Empty>
  );
}

/** The table before its rows are there. */
export function RunsSkeleton() {
  return (
    <div className="table-scroll runs-skeleton" role="status" aria-label="Loading runs">
      {Array.from({ length: 12 }, (_, row) => (
        <div key={row}>
          <Skeleton width="5.5rem" height="1.1rem" />
          <Skeleton width={`${8 + ((row * 5) % 7)}rem`} />
          <Skeleton width="4rem" />
          <Skeleton width="3rem" />
        </div>
      ))}
    </div>
  );
}
