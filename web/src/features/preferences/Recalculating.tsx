import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { jobsQuery } from '@/api/jobs';
import { formatNumber } from '@/lib/format';
import { Progress } from '@/ui/states';

/** What was done, and how far the days that it touches are worked out again. */
export function Recalculating({ jobId, lead }: { jobId: string | null; lead: string }) {
  const [begun] = useState(() => Date.now());
  const { data: jobs, dataUpdatedAt } = useQuery(jobsQuery);
  const job = jobs?.find((j) => j.id === jobId);
  const done = formatNumber(job?.done ?? 0);
  const total = job?.total == null ? null : formatNumber(job.total);
  return (
    <span className="row" style={{ gap: 16 }}>
      <span>
        {lead}{' '}
        {job && total !== null ? (
          <Trans>
            Recalculating {done}/{total} days
          </Trans>
        ) : job || (jobId && dataUpdatedAt <= begun) ? (
          <Trans>Recalculating</Trans>
        ) : jobId ? (
          <Trans>All days are worked out.</Trans>
        ) : null}
      </span>
      {job && job.fraction !== null ? <Progress label={lead} fraction={job.fraction} /> : null}
    </span>
  );
}
