import { Trans } from '@lingui/react/macro';
import { formatNumber, shortDay } from '@/lib/format';
import { quantity, type Shown } from '@/lib/quantity';
import type { MarkedSource } from '@/ui/SourceMark';
import { SourceName } from '@/ui/SourceMark';
import type { DayValue } from './buckets';

/** The chart's days as a table, newest first. */
export function DaysTable({
  values,
  shown,
  sources,
  kind,
}: {
  values: readonly DayValue[];
  shown: Shown;
  sources: readonly MarkedSource[];
  kind: string;
}) {
  const extremes = kind !== 'sum' && kind !== 'duration';
  const cell = (v: number | null): string => (v === null ? '–' : quantity(v, shown, { unit: false }));
  return (
    <section className="card card-l table-card" tabIndex={0} aria-labelledby="days-table">
      <table>
        <caption className="vh" id="days-table">
          <Trans>The days of this period</Trans>
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Day</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>Value</Trans> {shown.unit}
            </th>
            {extremes ? (
              <>
                <th scope="col" className="r">
                  <Trans>Lowest</Trans>
                </th>
                <th scope="col" className="r">
                  <Trans>Highest</Trans>
                </th>
              </>
            ) : null}
            <th scope="col" className="r">
              <Trans>Samples</Trans>
            </th>
            <th scope="col">
              <Trans>Mostly from</Trans>
            </th>
            <th scope="col">
              <Trans>Whole day</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {[...values].reverse().map((d) => {
            const from = d.source === null ? undefined : sources[d.source];
            return (
              <tr key={d.day}>
                <th scope="row">{shortDay(d.day)}</th>
                <td className="r">{cell(d.value)}</td>
                {extremes ? (
                  <>
                    <td className="r">{cell(d.min)}</td>
                    <td className="r">{cell(d.max)}</td>
                  </>
                ) : null}
                <td className="r">{formatNumber(d.n)}</td>
                <td>{from ? <SourceName source={from} /> : null}</td>
                <td>{d.value === null ? '' : d.complete ? <Trans>yes</Trans> : <Trans>no</Trans>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
