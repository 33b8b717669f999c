import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { execute } from '@/api/client';
import { unwrap } from '@/api/errors';
import { CancelImportDocument, ConfirmImportDocument } from '@/api/generated/graphql';
import { MonthBars } from '@/charts/MonthBars';
import { formatNumber, formatSpan } from '@/lib/format';
import { Shape } from '@/ui/SourceMark';
import { Trouble } from '@/ui/states';
import { markRunning, type Import } from './queries';
import { ReportTable } from './ReportTable';

/** What a file would bring, before anything is written; while it comes in, the same without the question. */
export function Preview({ one }: { one: Import }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [absent, setAbsent] = useState(false);
  const report = one.preview;
  const asking = one.state === 'PREVIEWED';
  const settle = () => void client.invalidateQueries({ queryKey: ['imports'] });
  const confirm = useMutation({
    mutationFn: async () => unwrap((await execute(ConfirmImportDocument, { id: one.id, absentDeletes: absent })).confirmImport),
    // The worker takes it up in a moment; for the person it runs from now.
    onSuccess: () => {
      markRunning(client, one.id);
      // On a phone its progress stands above what was read here.
      window.scrollTo({ top: 0 });
    },
    onError: settle,
  });
  const cancel = useMutation({
    mutationFn: async () => unwrap((await execute(CancelImportDocument, { id: one.id })).cancelImport),
    onSettled: settle,
  });
  const busy = confirm.isPending || cancel.isPending;
  const coming = report ? report.new + report.changed : 0;
  const skipped = report?.skipped.reduce((sum, s) => sum + s.records, 0) ?? 0;
  return (
    <section className="card card-l" aria-label={asking ? t`Preview of ${one.fileName}` : t`What ${one.fileName} brings`}>
      <div className="row pv">
        <div className="grow-in">
          <p className="t-cap ink-3">
            {asking ? <Trans>Preview: nothing is written yet</Trans> : <Trans>What is coming in</Trans>}
          </p>
          <h2 className="t-title clip">{one.fileName}</h2>
        </div>
        <span className="row t-small push ink-2 num">
          <Shape name={one.provider === 'apple_health' ? 'bars' : 'square'} />
          {one.providerName}
        </span>
      </div>
      {report ? (
        <>
          <div className="sum">
            <div>
              <p className="t-cap ink-3">
                <Trans>Span</Trans>
              </p>
              <p className="t-head num">
                {report.first && report.last ? formatSpan({ first: report.first, last: report.last }) : '–'}
              </p>
            </div>
            <div>
              <p className="t-cap ink-3">
                <Trans>New</Trans>
              </p>
              <p className="t-head">{formatNumber(report.new)}</p>
            </div>
            {report.changed ? (
              <div>
                <p className="t-cap ink-3">
                  <Trans>Changed</Trans>
                </p>
                <p className="t-head">{formatNumber(report.changed)}</p>
              </div>
            ) : null}
            <div>
              <p className="t-cap ink-3">
                <Trans>Already here</Trans>
              </p>
              <p className="t-head">{formatNumber(report.unchanged)}</p>
            </div>
            <div>
              <p className="t-cap ink-3">
                <Trans>Unreadable</Trans>
              </p>
              <p className="t-head">
                {report.quarantined ? (
                  <Link className="link" to="/imports/$id" params={{ id: one.id }}>
                    <Trans>{formatNumber(report.quarantined)} records</Trans>
                  </Link>
                ) : (
                  '0'
                )}
              </p>
            </div>
          </div>
          {one.months.length > 1 ? (
            <div className="move">
              <MonthBars
                months={one.months.map((m) => ({ month: m.month, added: m.new, here: m.here }))}
                label={(month) => month.slice(0, 4)}
                summary={t`Records by month, from ${one.months[0]?.month.slice(0, 7) ?? ''} to ${one.months.at(-1)?.month.slice(0, 7) ?? ''}`}
              />
              <div className="legend pv-legend">
                <span>
                  <svg width="12" height="10" aria-hidden="true">
                    <rect width="12" height="10" rx="2" fill="var(--hue)" />
                  </svg>
                  <Trans>New</Trans>
                </span>
                <span>
                  <svg width="12" height="10" aria-hidden="true">
                    <rect x=".5" y=".5" width="11" height="9" rx="2" fill="none" stroke="var(--hue)" />
                  </svg>
                  <Trans>Already here</Trans>
                </span>
                <span>
                  <svg width="12" height="10" aria-hidden="true">
                    <rect width="12" height="10" fill="url(#hatch)" />
                  </svg>
                  <Trans>Not in the file</Trans>
                </span>
              </div>
            </div>
          ) : null}
          {report.partial ? (
            <p className="note">
              <Trans>
                The file ends early, after {formatNumber(report.endsAtByte ?? 0)} bytes. What could be read can come in;
                nothing is deleted by what is missing.
              </Trans>
            </p>
          ) : null}
          <ReportTable report={report} />
          <p className="t-cap ink-3 pv-rest">
            <Trans>
              {formatNumber(report.read)} records read; {formatNumber(skipped)} skipped as repetitions,{' '}
              {formatNumber(report.unmapped)} of kinds not yet mapped (kept).
            </Trans>
          </p>
          {asking && one.provider === 'apple_health' && report.unchanged > 0 && !report.partial ? (
            <label className="check pv-rest">
              <input type="checkbox" checked={absent} onChange={(event) => setAbsent(event.target.checked)} />
              <span>
                <Trans>
                  Also remove what an earlier export had and this one no longer has. Only if you deleted records on the
                  phone; it can be undone.
                </Trans>
              </span>
            </label>
          ) : null}
        </>
      ) : (
        <p className="ink-2 imp-line">
          <Trans>This file was not looked through.</Trans>
        </p>
      )}
      {confirm.error ? <Trouble error={confirm.error} /> : null}
      {cancel.error ? <Trouble error={cancel.error} /> : null}
      {asking ? (
      <div className="foot">
        <span className="t-small ink-2 said-foot">
          <Trans>Can be undone any time.</Trans>
        </span>
        <button type="button" className="btn" disabled={busy} onClick={() => cancel.mutate()}>
          <Trans>Not now</Trans>
        </button>
        <button type="button" className="btn btn-1" disabled={busy} onClick={() => confirm.mutate()}>
          {coming ? <Trans>Import {formatNumber(coming)} records</Trans> : <Trans>Import anyway</Trans>}
        </button>
      </div>
      ) : null}
    </section>
  );
}
