import './imports.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useViewer } from '@/api/session';
import { dateWithYear, formatBytes, formatMoment, formatNumber, formatSpan } from '@/lib/format';
import { dayInZone } from '@/lib/dates';
import { saveFile } from '@/lib/saveFile';
import { useTitle } from '@/lib/useTitle';
import { Icon } from '@/ui/Icon';
import { Bone, Empty, Loading, Trouble } from '@/ui/states';
import { Preview } from './Preview';
import { goesOn, importDetailsQuery, type ImportDetails, type Report } from './queries';
import { ReportTable } from './ReportTable';
import { CutCard, RunningCard } from './Running';
import { UndoDialog } from './UndoDialog';

/** The receipt of one import: what came, what did not and why. */
export function ImportPage() {
  const { t } = useLingui();
  const { id } = useParams({ from: '/inside/imports/$id' });
  const { data, error, refetch } = useQuery(importDetailsQuery(id));
  const viewer = useViewer();
  const [undoing, setUndoing] = useState(false);
  useTitle(data?.fileName ?? t`Import`);
  if (error && !data) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <Loading label={t`Loading the import`}>
        <div className="stack">
          <Bone width={280} height={32} />
          <Bone height={240} />
        </div>
      </Loading>
    );
  }
  if (data === null) {
    return (
      <Empty
        title={<Trans>There is no such import</Trans>}
        action={
          <Link className="btn" to="/imports">
            <Trans>See all files</Trans>
          </Link>
        }
      >
        <Trans>It may belong to someone else, or the address has a typing mistake.</Trans>
      </Empty>
    );
  }
  const report = data.report ?? data.preview;
  const words = [
    data.providerName,
    data.size === null ? '' : formatBytes(data.size),
    data.saidAt ? t`written ${dateWithYear(dayInZone(Date.parse(data.saidAt), viewer.zone))}` : '',
    t`imported ${formatMoment(Date.parse(data.startedAt), viewer.zone, viewer.today)}`,
  ].filter(Boolean);
  return (
    <>
      <header className="head">
        <div>
          <p className="t-small ink-3">
            <Link to="/imports">
              <Trans>Files</Trans>
            </Link>
          </p>
          <h1 className="t-page clip">{data.fileName}</h1>
          <p className="t-small ink-2">{words.join(', ')}</p>
        </div>
        <div className="end">
          {data.canUndo ? (
            <button type="button" className="btn" onClick={() => setUndoing(true)}>
              <Icon name="undo" small />
              <Trans>Undo</Trans>
            </button>
          ) : null}
        </div>
      </header>
      <div className="stack">
        {goesOn(data) ? <RunningCard key={data.state} one={data} /> : null}
        {data.state === 'CUT' ? <CutCard one={data} /> : null}
        {data.state === 'PREVIEWED' ? <Preview one={data} /> : null}
        {data.state === 'FAILED' ? <Trouble error={new Error(data.problem ?? t`The import failed.`)} /> : null}
        {data.state === 'UNDONE' ? (
          <p className="note">
            <Icon name="undo" small />
            <Trans>This import was undone. The same file can be imported again.</Trans>
          </p>
        ) : null}
        {data.report ? <Receipt report={data.report} /> : null}
        {data.unmapped.length ? <Unmapped data={data} /> : null}
        {report?.quarantined ? <Quarantine data={data} /> : null}
      </div>
      {undoing ? <UndoDialog one={data} onClose={() => setUndoing(false)} /> : null}
    </>
  );
}

function useReason(): (reason: string) => string {
  const { t } = useLingui();
  const names: Readonly<Record<string, string>> = {
    duplicate: t`said twice in the file`,
    repeats_records: t`groups whose records are there by themselves`,
  };
  return (reason) => names[reason] ?? reason.replaceAll('_', ' ');
}

function Receipt({ report }: { report: Report }) {
  const reason = useReason();
  const row = (label: React.ReactNode, count: number, indent = false) => (
    <>
      <dt className={indent ? 'indent' : undefined}>{label}</dt>
      <dd className={indent ? 'indent' : undefined}>{formatNumber(count)}</dd>
    </>
  );
  return (
    <section className="card card-l">
      <h2 className="t-head">
        <Trans>Receipt</Trans>
      </h2>
      <p className="t-small ink-2">
        {report.first && report.last ? formatSpan({ first: report.first, last: report.last }) : null}
        {report.seconds !== null ? (
          <>
            {' · '}
            <Trans>took {formatNumber(report.seconds, report.seconds < 10 ? 1 : 0)} s</Trans>
          </>
        ) : null}
      </p>
      {report.partial ? (
        <p className="note imp-line">
          <Trans>The file ended early, after {formatNumber(report.endsAtByte ?? 0)} bytes. Nothing was deleted.</Trans>
        </p>
      ) : null}
      <dl className="counts imp-line">
        {row(<Trans>Records read</Trans>, report.read)}
        {row(<Trans>new</Trans>, report.new, true)}
        {row(<Trans>changed</Trans>, report.changed, true)}
        {row(<Trans>already here</Trans>, report.unchanged, true)}
        {report.skipped.map((s) => (
          <SkippedRow key={s.reason} name={reason(s.reason)} count={s.records} />
        ))}
        {row(<Trans>set aside as unreadable</Trans>, report.quarantined, true)}
        {row(<Trans>kept, not yet mapped</Trans>, report.unmapped, true)}
      </dl>
      <div className="imp-line">
        <ReportTable report={report} />
      </div>
    </section>
  );
}

function SkippedRow({ name, count }: { name: string; count: number }) {
  return (
    <>
      <dt className="indent">
        <Trans>skipped: {name}</Trans>
      </dt>
      <dd className="indent">{formatNumber(count)}</dd>
    </>
  );
}

function Unmapped({ data }: { data: ImportDetails }) {
  return (
    <section className="card card-l">
      <h2 className="t-head">
        <Trans>Kept, not yet mapped</Trans>
      </h2>
      <p className="t-small ink-2">
        <Trans>Salus does not know these kinds yet. They are kept, and become data when it learns them.</Trans>
      </p>
      <dl className="counts imp-line">
        {data.unmapped.map((u) => (
          <SkippedPlain key={u.type} name={u.type} count={u.records} />
        ))}
      </dl>
    </section>
  );
}

function SkippedPlain({ name, count }: { name: string; count: number }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{formatNumber(count)}</dd>
    </>
  );
}

function Quarantine({ data }: { data: ImportDetails }) {
  const { nodes, totalCount } = data.quarantine;
  const download = () => {
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const lines = nodes.map((q) => [q.reason, q.metric, q.detail, String(q.atByte), q.raw].map(quote).join(','));
    saveFile(`${data.fileName}-unreadable.csv`, ['reason,metric,detail,byte,raw', ...lines, ''].join('\n'), 'text/csv');
  };
  return (
    <section className="card card-l">
      <div className="row">
        <h2 className="t-head">
          <Trans>Set aside</Trans>
        </h2>
        {nodes.length ? (
          <button type="button" className="btn btn-s push" onClick={download}>
            <Icon name="download" small />
            <Trans>Download</Trans>
          </button>
        ) : null}
      </div>
      <p className="t-small ink-2">
        <Trans>
          {formatNumber(nodes.length)} of {formatNumber(totalCount)}, each as it stood in the file. They do not count.
        </Trans>
      </p>
      <div className="scroll-x" tabIndex={0}>
        <table className="imp-line">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Why</Trans>
              </th>
              <th scope="col">
                <Trans>As it stood</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((q) => (
              <tr key={q.id}>
                <td>
                  {q.detail || q.reason.replaceAll('_', ' ')}
                  <span className="t-cap ink-3 block">
                    <Trans>at byte {formatNumber(q.atByte)}</Trans>
                  </span>
                </td>
                <td>
                  <code className="raw block">{q.raw}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
