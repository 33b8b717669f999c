import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import {
  MetricPageDocument,
  MetricSeriesDocument,
  type MetricPageQuery,
  type Resolution,
} from '@/api/generated/graphql';
import type { Days } from '@/lib/dates';

export type MetricData = MetricPageQuery;
export type MetricInfo = MetricPageQuery['metric'];

/** The metric, its days in a period, what each source said of them, and the days of the period before. */
export const metricPageQuery = (metric: string, days: Days, before: Days | null) =>
  queryOptions({
    queryKey: ['metric', metric, 'page', days.first, days.last],
    queryFn: ({ signal }) =>
      execute(
        MetricPageDocument,
        {
          metric,
          from: days.first,
          to: days.last,
          beforeFrom: (before ?? days).first,
          beforeTo: (before ?? days).last,
          compare: before !== null,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

/** Points inside days: hours of a day, or every reading of it. */
export const metricSeriesQuery = (metric: string, from: number, to: number, resolution: Resolution, maxPoints: number) =>
  queryOptions({
    queryKey: ['metric', metric, 'series', from, to, resolution, maxPoints],
    queryFn: async ({ signal }) =>
      (
        await execute(
          MetricSeriesDocument,
          {
            metric,
            from: new Date(from).toISOString(),
            to: new Date(to).toISOString(),
            resolution,
            maxPoints,
          },
          signal,
        )
      ).series,
    placeholderData: keepPreviousData,
  });
