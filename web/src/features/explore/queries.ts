import { queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { ExploreDayDocument, ExploreDocument } from '@/api/generated/graphql';

/** Every metric that has data, with its newest value. */
export const exploreQuery = queryOptions({
  queryKey: ['explore'],
  queryFn: ({ signal }) => execute(ExploreDocument, {}, signal),
});

/** The day's totals of metrics whose newest sample alone says nothing: the last 20 steps are not the steps. */
export const exploreDayQuery = (metrics: readonly string[], date: string) =>
  queryOptions({
    queryKey: ['explore', 'day', date, metrics],
    enabled: metrics.length > 0,
    queryFn: async ({ signal }) => {
      const { dashboard } = await execute(ExploreDayDocument, { metrics: [...metrics], date }, signal);
      return new Map(dashboard.map((d) => [d.metric.code, d.points.value[0] ?? null]));
    },
  });
