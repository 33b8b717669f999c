import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatNumber } from '@/lib/format';
import type { Report } from './queries';

/** So many metrics are listed at first; an export has up to a hundred. */
const FIRST = 8;

/** What a file holds, metric by metric: new, already here, unreadable. */
export function ReportTable({ report, open = false }: { report: Report; open?: boolean }) {
  const [all, setAll] = useState(open);
  const rows = [...report.perMetric].sort((a, b) => b.new + b.changed + b.unchanged - (a.new + a.changed + a.unchanged));
  const most = Math.max(1, ...rows.map((r) => r.new + r.changed + r.unchanged + r.quarantined));
  const changed = rows.some((r) => r.changed > 0);
  if (!rows.length) return null;
  return (
    <>
      <div className="scroll-x" tabIndex={0}>
        <table className="grow">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Metric</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>New</Trans>
              </th>
              {changed ? (
                <th scope="col" className="r">
                  <Trans>Changed</Trans>
                </th>
              ) : null}
              <th scope="col" className="r">
                <Trans>Here</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>Unreadable</Trans>
              </th>
              <th className="bar-col" aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {(all ? rows : rows.slice(0, FIRST)).map((r) => {
              const share = (n: number): string => `${(n / most) * 100}%`;
              return (
                <tr key={r.metric.code} className={r.metric.hue}>
                  <td>
                    <Link className="row" to="/m/$metric" params={{ metric: r.metric.code }}>
                      <i className="swatch" />
                      <span className="clip">{r.metric.name}</span>
                    </Link>
                  </td>
                  <td className="r">
                    <b className="strong">{formatNumber(r.new)}</b>
                  </td>
                  {changed ? <td className="r">{formatNumber(r.changed)}</td> : null}
                  <td className="r ink-2">{formatNumber(r.unchanged)}</td>
                  <td className={r.quarantined ? 'r' : 'r ink-3'}>{formatNumber(r.quarantined)}</td>
                  <td className="bar-col" aria-hidden="true">
                    <span className="parts">
                      {r.new + r.changed ? <i className="p-new" style={{ width: share(r.new + r.changed) }} /> : null}
                      {r.unchanged ? <i className="p-here" style={{ width: share(r.unchanged) }} /> : null}
                      {r.quarantined ? <i className="p-bad" style={{ width: share(r.quarantined) }} /> : null}
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {rows.length > FIRST ? (
        <button type="button" className="link t-small more" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? <Trans>Show fewer</Trans> : <Trans>Show all {formatNumber(rows.length)} metrics</Trans>}
        </button>
      ) : null}
    </>
  );
}
