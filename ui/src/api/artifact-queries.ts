import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { apiUrl, ask, segment } from './client.js';
import type { ArtifactRecord, ArtifactPage, Comparison, Lineage, Preview } from './shapes.js';

/** Which artifacts a list asks for. */
export interface ArtifactsFilter {
  readonly kind?: string | undefined;
  readonly key?: string | undefined;
  readonly dbKey?: string | undefined;
  readonly tag?: string | undefined;
  readonly project?: string | undefined;
  readonly limit?: number;
}

/** Records of every version, newest first. */
export function useArtifacts({ kind, key, dbKey, tag, project, limit = 100 }: ArtifactsFilter) {
  const query = { kind, key, dbKey, tag, project, limit };
  const { data, ...rest } = useInfiniteQuery({
    queryKey: ['artifacts', query],
    queryFn: ({ pageParam, signal }) => ask<ArtifactPage>(apiUrl('/artifacts', { ...query, cursor: pageParam }), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  const all = data?.pages.flatMap((page) => page.artifacts) ?? [];
  return { ...rest, artifacts: [...new Map(all.map((record) => [record.uid, record])).values()] };
}

/** One record. */
export function useArtifact(uid: string) {
  return useQuery({
    queryKey: ['artifact', uid],
    queryFn: ({ signal }) => ask<ArtifactRecord>(apiUrl(`/artifacts/${segment(uid)}`), { signal }),
  });
}

/** What can be shown of a body. Bodies never change, so neither does this. */
export function usePreview(uid: string) {
  return useQuery({
    queryKey: ['preview', uid],
    queryFn: ({ signal }) => ask<Preview>(apiUrl(`/artifacts/${segment(uid)}/preview`), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Where it comes from and what was made of it. */
export function useLineage(uid: string, depth: number) {
  return useQuery({
    queryKey: ['artifact', uid, 'lineage', depth],
    queryFn: ({ signal }) => ask<Lineage>(apiUrl(`/artifacts/${segment(uid)}/lineage`, { depth }), { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Two to fifty runs with their series and artifacts, in the order asked for. */
export function useComparison(uids: readonly string[]) {
  return useQuery({
    queryKey: ['compare', uids],
    queryFn: async ({ signal }) => (await ask<Comparison>(apiUrl('/compare', { uids: uids.join(','), points: 400 }), { signal })).runs,
    enabled: uids.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** Where a body is downloaded from. */
export function bodyUrl(uid: string): string {
  return apiUrl(`/artifacts/${segment(uid)}/body`);
}
