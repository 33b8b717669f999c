import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { WorkoutDocument, WorkoutsDocument, type WorkoutQuery, type WorkoutsQuery } from '@/api/generated/graphql';
import { addDays, addMonths, type Day, type Days } from '@/lib/dates';

export type Workout = NonNullable<WorkoutQuery['workout']>;
export type ListedWorkout = WorkoutsQuery['workouts']['nodes'][number];
export type ListMetrics = Pick<WorkoutsQuery, 'distance' | 'energy'>;

/** Months that are fetched at once. */
const MONTHS = 6;
const PAGE = 200;

/** The span of months that ends with the one that holds `last`. */
export const windowOf = (last: Day): Days => ({ first: addMonths(`${last.slice(0, 7)}-01`, 1 - MONTHS), last });

/** What a stretch of days holds, newest first, and the two metrics that its rows are read by. */
async function allOf({ first, last }: Days, signal: AbortSignal): Promise<{ workouts: ListedWorkout[] } & ListMetrics> {
  const workouts: ListedWorkout[] = [];
  for (let after: string | null = null; ; ) {
    const page: WorkoutsQuery = await execute(WorkoutsDocument, { from: first, to: last, first: PAGE, after }, signal);
    workouts.push(...page.workouts.nodes);
    after = page.workouts.pageInfo.hasNextPage ? (page.workouts.pageInfo.endCursor ?? null) : null;
    if (after) continue;
    workouts.sort((a, b) => Date.parse(b.start) - Date.parse(a.start));
    return { workouts, distance: page.distance, energy: page.energy };
  }
}

/** Workouts from today back, half a year at a time, until the person's first day. */
export const workoutsQuery = (today: Day, earliest: Day | null) =>
  infiniteQueryOptions({
    queryKey: ['workouts', 'list', today],
    initialPageParam: today,
    queryFn: async ({ pageParam, signal }) => {
      const span = windowOf(pageParam);
      return { span, ...(await allOf(span, signal)) };
    },
    getNextPageParam: ({ span }) => (earliest !== null && span.first > earliest ? addDays(span.first, -1) : undefined),
  });

export const workoutQuery = (id: string) =>
  queryOptions({
    queryKey: ['workouts', 'one', id],
    queryFn: async ({ signal }) => (await execute(WorkoutDocument, { id }, signal)).workout ?? null,
  });
