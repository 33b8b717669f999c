import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useJobs, type Job } from '@/api/jobs';
import { useUploads, type Upload } from '@/api/uploads';
import { formatBytes, formatNumber, formatPercent } from '@/lib/format';
import { Progress } from '@/ui/states';
import { shareOf } from '@/lib/phases';
import { useTimeLeft } from '@/lib/useTimeLeft';

interface Row {
  readonly key: string;
  readonly name: string;
  readonly fraction: number | null;
  readonly detail: string;
}

function useRows(): Row[] {
  const { t } = useLingui();
  const timeLeft = useTimeLeft();
  const jobs = useJobs();
  const uploads = useUploads();
  const ofUpload = (u: Upload): Row => ({
    key: `u${u.key}`,
    name: t`Sending a file`,
    fraction: u.size ? u.sent / u.size : null,
    detail: t`${formatBytes(u.sent)} of ${formatBytes(u.size)}`,
  });
  const ofJob = (j: Job): Row => ({
    key: j.id,
    name: j.kind === 'import' ? t`Import` : j.kind === 'preview' ? t`Looking through a file` : j.kind === 'recompute' ? t`Recalculating` : j.kind === 'undo' ? t`Undoing` : j.kind,
    fraction: shareOf(j),
    detail: [
      j.records > 0 ? t`${formatNumber(j.records)} records` : j.message,
      j.secondsLeft === null ? '' : timeLeft(j.secondsLeft),
    ]
      .filter(Boolean)
      .join(', '),
  });
  return [...uploads.filter((u) => u.state === 'sending').map(ofUpload), ...jobs.map(ofJob)];
}

/** One row per piece of work that takes longer; goes when it is done. */
export function Tray() {
  const { t } = useLingui();
  const rows = useRows();
  if (!rows.length) return null;
  return (
    <section className="tray" aria-label={t`In progress`}>
      {rows.map((row) => (
        <Link key={row.key} to="/imports" className="tray-row">
          <span className="t-cap">
            <span className="clip">{row.name}</span>
            {row.fraction === null ? null : <span className="pct">{formatPercent(Math.floor(row.fraction * 100) / 100)}</span>}
          </span>
          <Progress label={row.name} fraction={row.fraction} />
          <span className="t-cap ink-3">{row.detail}</span>
        </Link>
      ))}
    </section>
  );
}

/** The same on a phone: a line along the bar at the bottom. */
export function TrayLine() {
  const rows = useRows();
  const first = rows.find((row) => row.fraction !== null);
  if (!first || first.fraction === null) return null;
  return (
    <span
      className="trayline"
      role="progressbar"
      aria-label={first.name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(first.fraction * 100)}
    >
      <i style={{ width: `${first.fraction * 100}%` }} />
    </span>
  );
}

/** Said aloud at steps of a quarter, not at every change. */
export function ProgressVoice() {
  const rows = useRows();
  const first = rows.find((row) => row.fraction !== null);
  const quarter = first?.fraction == null ? 0 : Math.floor(first.fraction * 4) * 25;
  return (
    <span className="vh" aria-live="polite">
      {first && quarter > 0 ? (
        <Trans>
          {first.name}: {quarter} percent
        </Trans>
      ) : null}
    </span>
  );
}
