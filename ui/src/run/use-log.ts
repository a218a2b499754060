import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LogLevel } from '../../../src/core/index.js';
import { apiUrl, ask, segment } from '../api/client.js';
import type { LogLine, LogPage } from '../api/shapes.js';

const PAGE_LINES = 1000;

/** Which lines of which log. */
export interface LogRequest {
  readonly uid: string;
  readonly attempt: number;
  readonly level: LogLevel;
  readonly search: string;
}

type Place = { readonly before: number } | { readonly after: number } | { readonly tail: true };

/** A log from its end: earlier lines when asked for, later ones as they come. */
export function useLog({ uid, attempt, level, search }: LogRequest) {
  const query = useInfiniteQuery({
    queryKey: ['log', uid, attempt, level, search],
    queryFn: ({ pageParam, signal }) => {
      const place = 'after' in pageParam ? pageParam : { ...pageParam, tail: true };
      const filter = { attempt, level: level === 'debug' ? undefined : level, search: search === '' ? undefined : search };
      return ask<LogPage>(apiUrl(`/runs/${segment(uid)}/logs`, { ...filter, ...place, limit: PAGE_LINES }), { signal });
    },
    initialPageParam: { tail: true } as Place,
    getPreviousPageParam: (first): Place | undefined => (first.more && first.lines[0] ? { before: first.lines[0].seq } : undefined),
    getNextPageParam: (_last, pages): Place => ({ after: pages.findLast((page) => page.lines.length > 0)?.lines.at(-1)?.seq ?? 0 }),
    // What was logged stays as it is: only the end grows.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const lines = useMemo<readonly LogLine[]>(() => query.data?.pages.flatMap((page) => page.lines) ?? [], [query.data]);
  return { ...query, lines };
}
