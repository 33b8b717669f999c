import { Trans } from '@lingui/react/macro';
import { formatNumber, formatPercent } from '@/lib/format';
import { quantity, type Shown } from '@/lib/quantity';
import { SourceName } from '@/ui/SourceMark';
import type { MetricData } from './queries';

/** Every source's own figure stays visible, used or not. */
export function SourcesSaid({ data, shown, lived }: { data: MetricData; shown: Shown; lived: number }) {
  const rows = data.days.bySource;
  if (!rows.length) return null;
  return (
    <section className="card card-l said">
      <h2 className="t-head">
        <Trans>What each source said</Trans>
      </h2>
      <div className="scroll-x" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Source</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>Mean a day</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>Days</Trans>
              </th>
              <th scope="col" className="share-col">
                <Trans>Share of what counted</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.source.id}>
                <td>
                  <SourceName source={row.source} />
                </td>
                <td className="r">{row.mean === null ? '–' : quantity(row.mean, shown, { unit: false })}</td>
                <td className="r">
                  <Trans>
                    {formatNumber(row.days)} of {formatNumber(lived)}
                  </Trans>
                </td>
                <td className="share-col">
                  {row.share !== null && row.share > 0 ? (
                    <span className="share">
                      <span className="bar">
                        <i style={{ width: `${row.share * 100}%` }} />
                      </span>
                      <span className="r">{row.share < 0.005 ? <Trans>under 1 %</Trans> : formatPercent(row.share)}</span>
                    </span>
                  ) : (
                    <span className="ink-3">
                      <Trans>Not used</Trans>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
