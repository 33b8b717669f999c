import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { WhyDocument, WhyOrderDocument, WhyRecordsDocument, type WhyQuery } from '@/api/generated/graphql';

export type WhyDay = WhyQuery['day'];
export type Candidate = WhyDay['explanation']['candidates'][number];

export const whyQuery = (metric: string, date: string) =>
  queryOptions({
    queryKey: ['why', metric, date],
    queryFn: ({ signal }) => execute(WhyDocument, { metric, date }, signal),
  });

const RECORDS_A_PAGE = 100;

/** The samples behind a day, page by page; asked for only when they are opened. */
export const whyRecordsQuery = (metric: string, date: string) =>
  infiniteQueryOptions({
    queryKey: ['why', metric, date, 'records'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const variables = { metric, date, first: RECORDS_A_PAGE, after: pageParam };
      return (await execute(WhyRecordsDocument, variables, signal)).day.explanation.records;
    },
    getNextPageParam: (page) => (page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined),
  });

/** The order of sources in a scope, to say what would be first. */
export const whyOrderQuery = (scope: string) =>
  queryOptions({
    queryKey: ['why', 'order', scope],
    queryFn: async ({ signal }) => (await execute(WhyOrderDocument, { scope }, signal)).preference,
  });
