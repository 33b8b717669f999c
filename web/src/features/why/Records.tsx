import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMinutes, formatNumber, formatTime } from '@/lib/format';
import { quantity, type Shown } from '@/lib/quantity';
import { SourceName } from '@/ui/SourceMark';
import { Bone, Trouble } from '@/ui/states';
import { whyRecordsQuery } from './queries';

/** The samples behind the number, as they were sent. */
export function Records({
  metric,
  date,
  zone,
  shown,
  unit,
}: {
  metric: string;
  date: string;
  zone: string;
  shown: Shown;
  /** The metric's own unit. */
  unit: string;
}) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const query = useInfiniteQuery({ ...whyRecordsQuery(metric, date), enabled: open });
  const pages = query.data?.pages ?? [];
  const rows = pages.flatMap((p) => p.nodes);
  const total = pages[0]?.totalCount ?? 0;
  return (
    <div className="stack why-records">
      <button type="button" className="btn btn-s" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? <Trans>Hide the records</Trans> : <Trans>Show the records behind it</Trans>}
      </button>
      {!open ? null : query.error && !rows.length ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Bone height={120} />
      ) : (
        <div className="records" tabIndex={0} role="region" aria-label={t`Records`}>
          <p className="t-cap ink-3">
            <Trans>
              {formatNumber(rows.length)} of {formatNumber(total)} records
            </Trans>
          </p>
          <table>
            <tbody>
              {rows.map((r, i) => (
                <tr key={i}>
                  <td className="num">
                    {formatTime(Date.parse(r.start), zone)}
                    {r.end !== r.start ? `–${formatTime(Date.parse(r.end), zone)}` : ''}
                  </td>
                  <td className="r">{valueOf(r, unit, shown)}</td>
                  <td>
                    <SourceName source={r.source} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {query.hasNextPage ? (
            <button
              type="button"
              className="btn btn-s"
              disabled={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              <Trans>More</Trans>
            </button>
          ) : null}
        </div>
      )}
    </div>
  );
}

/** What a record says: in the metric's unit as shown elsewhere, or minutes of a stage behind a night's figure. */
function valueOf(record: { value: number | null; unit: string }, unit: string, shown: Shown): string {
  if (record.value === null) return '–';
  return record.unit === unit ? quantity(record.value, shown) : formatMinutes(record.value);
}
