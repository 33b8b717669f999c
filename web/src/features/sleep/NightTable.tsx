import { Trans, useLingui } from '@lingui/react/macro';
import { chosenUnits, useViewer } from '@/api/session';
import { pointAt } from '@/charts/NightAxis';
import { formatMinutes, formatTime } from '@/lib/format';
import { SourceName } from '@/ui/SourceMark';
import { lanesOf } from './lanes';
import { nightSpan, type Told } from './night';
import type { Night } from './queries';
import { STAGE_NAMES, STAGE_UNKNOWN } from './words';

const HALF_HOUR = 30 * 60_000;

/** The night as tables: stages of every device, and what was measured, every half hour. */
export function NightTable({ night, accounts }: { night: Night; accounts: readonly Told<Night['source']>[] }) {
  const { i18n } = useLingui();
  const viewer = useViewer();
  const time = (t: number): string => formatTime(t, night.zone);
  const [from, to] = nightSpan(night);
  const { lanes } = lanesOf(night.series, chosenUnits(viewer), [from, to], (name) => i18n._(name));
  const steps: number[] = [];
  for (let t = Math.ceil(from / HALF_HOUR) * HALF_HOUR; t <= to; t += HALF_HOUR) steps.push(t);
  return (
    <section className="card card-l stack">
      {accounts.map((account) => (
        <div className="scroll-x" key={account.source.id} tabIndex={0} role="group" aria-label={account.source.name}>
          <table>
            <caption className="t-name" style={{ textAlign: 'start', paddingBottom: 8 }}>
              <SourceName source={account.source}>
                {account.why === null ? (
                  <Trans>{account.source.name}: counts</Trans>
                ) : (
                  <Trans>{account.source.name}: not counted</Trans>
                )}
              </SourceName>
            </caption>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>From</Trans>
                </th>
                <th scope="col">
                  <Trans>To</Trans>
                </th>
                <th scope="col">
                  <Trans>Stage</Trans>
                </th>
                <th scope="col" className="num-cell">
                  <Trans>Length</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {account.stages.map((s) => (
                <tr key={s.from}>
                  <td>{time(s.from)}</td>
                  <td>{time(s.to)}</td>
                  <td>{i18n._(s.row ? STAGE_NAMES[s.row] : STAGE_UNKNOWN)}</td>
                  <td className="num-cell">{formatMinutes((s.to - s.from) / 60_000)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {account.stages.length || account.asleepMinutes === null ? null : (
            <p className="t-small ink-2">
              <Trans>It told only of its sums: {formatMinutes(account.asleepMinutes)} asleep.</Trans>
            </p>
          )}
        </div>
      ))}
      {lanes.length ? (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={lanes.map((l) => l.label).join(', ')}>
          <table>
            <caption className="t-name" style={{ textAlign: 'start', paddingBottom: 8 }}>
              <Trans>Measured, every half hour</Trans>
            </caption>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>At</Trans>
                </th>
                {lanes.map((lane) => (
                  <th scope="col" className="num-cell" key={lane.key}>
                    {lane.unit ? `${lane.label}, ${lane.unit}` : lane.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {steps.map((t) => (
                <tr key={t}>
                  <td>{time(t)}</td>
                  {lanes.map((lane) => {
                    const v = pointAt(lane.points, t)?.v;
                    return (
                      <td className="num-cell" key={lane.key}>
                        {v == null ? '–' : lane.format(v)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}
