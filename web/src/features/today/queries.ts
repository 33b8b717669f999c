import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { CardChoicesDocument, TodayDocument, type TodayQuery } from '@/api/generated/graphql';

export type TodayData = TodayQuery['today'];
export type Card = TodayData['cards'][number];

/** Everything on Today in one request. `null` is the person's own today, which only the server knows. */
export const todayQuery = (date: string | null) =>
  queryOptions({
    queryKey: ['today', date],
    queryFn: async ({ signal }) => (await execute(TodayDocument, { date }, signal)).today,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
  });

/** Metrics that have data, to choose cards from. */
export const cardChoicesQuery = queryOptions({
  queryKey: ['today', 'choices'],
  queryFn: async ({ signal }) => (await execute(CardChoicesDocument, {}, signal)).metrics,
});
