import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { execute } from './client';
import { JobsDocument, type JobFieldsFragment } from './generated/graphql';

export type Job = JobFieldsFragment;

const KEY = ['jobs'] as const;

/** Work that goes on for this person: imports, recomputes. Kept current by the subscription, else by polling. */
export const jobsQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => {
    const { jobs } = await execute(JobsDocument, {}, signal);
    return jobs.filter((j) => !j.finished);
  },
  staleTime: 10_000,
});

export const useJobs = (): readonly Job[] => useQuery({ ...jobsQuery, notifyOnChangeProps: ['data'] }).data ?? [];

/** Takes one report of progress in. A fraction never goes back while the phase is the same. */
export function noteProgress(client: QueryClient, job: Job): void {
  client.setQueryData<Job[]>(KEY, (now = []) => mergeJob(now, job));
}

export function mergeJob(now: readonly Job[], job: Job): Job[] {
  const rest = now.filter((j) => j.id !== job.id);
  if (job.finished) return rest;
  const before = now.find((j) => j.id === job.id);
  if (before && before.updatedAt > job.updatedAt) return [...now];
  const fraction =
    before?.phase === job.phase && before.kind === job.kind && before.fraction !== null && job.fraction !== null
      ? Math.max(before.fraction, job.fraction)
      : job.fraction;
  const next = { ...job, fraction };
  return before ? now.map((j) => (j.id === job.id ? next : j)) : [...rest, next];
}
