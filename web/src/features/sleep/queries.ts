import { queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { LastNightDocument, NightPageDocument, type NightPageQuery } from '@/api/generated/graphql';
import { addDays, type Day } from '@/lib/dates';

/** How many nights before say what is usual, and how many the habit chart shows. */
export const USUAL_NIGHTS = 30;
export const HABIT_NIGHTS = 14;

export const nightQuery = (date: Day) =>
  queryOptions({
    queryKey: ['sleep', date],
    queryFn: ({ signal }) =>
      execute(NightPageDocument, { date, from: addDays(date, -USUAL_NIGHTS), before: addDays(date, -1) }, signal),
  });

/** The day of the newest night that is known; null when none is. */
export const lastNightQuery = queryOptions({
  queryKey: ['sleep', 'last'],
  queryFn: async ({ signal }) => (await execute(LastNightDocument, {}, signal)).metric.coverage?.last ?? null,
});

export type NightAnswer = NightPageQuery;
export type Night = NonNullable<NightPageQuery['night']>;
export type NightSession = Night['others'][number];
