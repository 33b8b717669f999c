import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { execute } from '@/api/client';
import {
  ImportDetailsDocument,
  ImportsDocument,
  type ImportDetailsQuery,
  type ImportFieldsFragment,
  type ReportFieldsFragment,
} from '@/api/generated/graphql';

export type Import = ImportFieldsFragment;
export type Report = ReportFieldsFragment;
export type ImportDetails = NonNullable<ImportDetailsQuery['import']>;

/** States in which something goes on without the person. */
const GOES_ON: readonly Import['state'][] = ['RECEIVED', 'PREVIEWING', 'RUNNING'];
export const goesOn = (one: Import): boolean => GOES_ON.includes(one.state);

/** The subscription tells at once; this catches what it missed. */
const ASK_AGAIN_MS = 3000;

const A_PAGE = 30;

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports', 'list'],
  initialPageParam: null as string | null,
  queryFn: async ({ pageParam, signal }) =>
    (await execute(ImportsDocument, { first: A_PAGE, after: pageParam }, signal)).imports,
  getNextPageParam: (page) => (page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined),
  refetchInterval: (query) =>
    query.state.data?.pages.some((p) => p.nodes.some(goesOn)) ? ASK_AGAIN_MS : false,
  staleTime: 5000,
});

export const importDetailsQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: async ({ signal }) => (await execute(ImportDetailsDocument, { id }, signal)).import,
    refetchInterval: (query) => (query.state.data && goesOn(query.state.data) ? ASK_AGAIN_MS : false),
    staleTime: 5000,
  });

/** Shows an import as running before the server says so. The list is then asked again until it does. */
export function markRunning(client: QueryClient, id: string): void {
  client.setQueryData(importsQuery.queryKey, (now) =>
    now
      ? {
          ...now,
          pages: now.pages.map((page) => ({
            ...page,
            nodes: page.nodes.map((one) => (one.id === id ? { ...one, state: 'RUNNING' as const, progress: null } : one)),
          })),
        }
      : now,
  );
  client.setQueryData(importDetailsQuery(id).queryKey, (now) => (now ? { ...now, state: 'RUNNING' as const } : now));
}
