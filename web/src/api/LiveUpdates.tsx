import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { JobProgressDocument, NewDataDocument } from './generated/graphql';
import { jobsQuery, noteProgress } from './jobs';
import { listen } from './live';

/** New days are asked for at most this often while an import pours them in. */
const QUIET_MS = 2500;
/** Polling when no socket can be kept: quick at first, slower later. */
const POLL_MS = [2000, 2000, 2000, 5000, 10_000];

/** What holds numbers of the person, and so is stale when new data came in. */
const STALE_WITH_DATA = ['today', 'metric', 'explore', 'why', 'sleep', 'workouts', 'preferences', 'viewer'];

/** Keeps progress and numbers current while the app is open; draws nothing. */
export function LiveUpdates() {
  const client = useQueryClient();
  const due = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    const refresh = () => {
      due.current = null;
      void client.invalidateQueries({ predicate: (q) => STALE_WITH_DATA.includes(String(q.queryKey[0])) });
    };
    const soon = () => {
      due.current ??= setTimeout(refresh, QUIET_MS);
    };
    let polling: ReturnType<typeof setTimeout> | null = null;
    let polls = 0;
    let active = 0;
    const poll = () => {
      polling = setTimeout(() => {
        polls += 1;
        void client
          .fetchQuery({ ...jobsQuery, staleTime: 0 })
          .then((jobs) => {
            if (jobs.length || active) {
              soon();
              void client.invalidateQueries({ queryKey: ['imports'] });
            }
            active = jobs.length;
          })
          .catch(() => undefined)
          .finally(poll);
      }, POLL_MS[Math.min(polls, POLL_MS.length - 1)]);
    };
    const lost = () => {
      if (!polling) poll();
    };
    const stopJobs = listen(
      JobProgressDocument,
      {},
      ({ jobProgress }) => {
        const before = client.getQueryData(jobsQuery.queryKey)?.find((j) => j.id === jobProgress.id);
        noteProgress(client, jobProgress);
        if (jobProgress.finished) soon();
        // A piece of work that begins, ends or turns to another kind changes the list of imports too.
        if (jobProgress.finished || before?.kind !== jobProgress.kind) {
          void client.invalidateQueries({ queryKey: ['imports'] });
        }
      },
      lost,
    );
    const stopData = listen(NewDataDocument, {}, soon, lost);
    return () => {
      stopJobs();
      stopData();
      if (polling) clearTimeout(polling);
      if (due.current) clearTimeout(due.current);
      due.current = null;
    };
  }, [client]);
  return null;
}
