import { Trans, useLingui } from '@lingui/react/macro';
import { chosenUnits, useViewer } from '@/api/session';
import { formatClock, formatNumber, formatTime } from '@/lib/format';
import { shownAs } from '@/lib/quantity';
import type { Workout } from './queries';
import { meanIn, movingMs, splits, type Span } from './splits';
import { plainText, speedText, splitUnit } from './totals';

const spansOf = (list: readonly { readonly start: string; readonly end: string }[]): Span[] =>
  list.map((s) => ({ from: Date.parse(s.start), to: Date.parse(s.end) }));

/** Each kilometre or mile of the way, and the laps that the person marked. */
export function SplitsTable({ workout }: { workout: Workout }) {
  const { t } = useLingui();
  const units = chosenUnits(useViewer());
  const unit = splitUnit(units);
  const heart = shownAs(workout.heartRate.metric, units);
  const pauses = spansOf(workout.pauses);
  const rows = workout.route ? splits(workout.route, unit.metres, pauses, workout.heartRate.points) : [];
  const laps = workout.laps.filter((lap) => Date.parse(lap.end) > Date.parse(lap.start));
  if (rows.length < 2 && !laps.length) return null;
  const whole = rows.filter((r) => r.metres === unit.metres);
  const fastest = whole.length > 1 ? Math.min(...whole.map((r) => r.seconds)) : null;
  return (
    <section className="card card-l stack">
      {rows.length > 1 ? (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t`Splits`}>
          <table>
            <caption className="t-name" style={{ textAlign: 'start', paddingBottom: 8 }}>
              <Trans>Splits, along the way</Trans>
            </caption>
            <thead>
              <tr>
                <th scope="col">{unit.label}</th>
                <th scope="col" className="num-cell">
                  <Trans>Time</Trans>
                </th>
                <th scope="col" className="num-cell">
                  {workout.family === 'foot' ? <Trans>Pace</Trans> : <Trans>Speed</Trans>}
                </th>
                <th scope="col" className="num-cell">
                  <Trans>Heart, {heart.unit}</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.number}>
                  <td>
                    {row.metres === unit.metres
                      ? formatNumber(row.number)
                      : formatNumber(row.number - 1 + row.metres / unit.metres, 2)}
                    {row.seconds === fastest ? (
                      <span className="ink-3 t-cap">
                        {' '}
                        <Trans>fastest</Trans>
                      </span>
                    ) : null}
                  </td>
                  <td className="num-cell">{formatClock(row.seconds)}</td>
                  <td className="num-cell">{speedText(row.seconds, row.metres, workout.family, unit)}</td>
                  <td className="num-cell">{plainText(row.heart, heart)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {laps.length ? (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t`Laps`}>
          <table>
            <caption className="t-name" style={{ textAlign: 'start', paddingBottom: 8 }}>
              <Trans>Laps and segments, as the device marked them</Trans>
            </caption>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Began</Trans>
                </th>
                <th scope="col">
                  <Trans>Kind</Trans>
                </th>
                <th scope="col" className="num-cell">
                  <Trans>Time</Trans>
                </th>
                <th scope="col" className="num-cell">
                  <Trans>Heart, {heart.unit}</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {laps.map((lap, i) => {
                const span = { from: Date.parse(lap.start), to: Date.parse(lap.end) };
                return (
                  <tr key={`${lap.start} ${i}`}>
                    <td>{formatTime(span.from, workout.zone)}</td>
                    <td>{lap.kind === 'lap' ? <Trans>Lap</Trans> : lap.kind === 'segment' ? <Trans>Segment</Trans> : lap.kind.replaceAll('_', ' ')}</td>
                    <td className="num-cell">{formatClock(movingMs(span, pauses) / 1000)}</td>
                    <td className="num-cell">{plainText(meanIn(workout.heartRate.points, span), heart)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}

const MOST_ROWS = 60;

/** The heart rate of the effort and its splits as tables. */
export function WorkoutTables({ workout }: { workout: Workout }) {
  const { t } = useLingui();
  const units = chosenUnits(useViewer());
  const heart = shownAs(workout.heartRate.metric, units);
  const from = Date.parse(workout.start);
  const to = Date.parse(workout.end);
  const step = Math.max(1, Math.ceil((to - from) / 60_000 / MOST_ROWS)) * 60_000;
  const rows: { from: number; mean: number | null }[] = [];
  for (let t0 = from; t0 < to; t0 += step) {
    rows.push({ from: t0, mean: meanIn(workout.heartRate.points, { from: t0, to: t0 + step }) });
  }
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="group" aria-label={t`Heart rate`}>
        <table>
          <caption className="t-name" style={{ textAlign: 'start', paddingBottom: 8 }}>
            {workout.heartRate.metric.name}, {heart.unit}
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <Trans>At</Trans>
              </th>
              <th scope="col" className="num-cell">
                <Trans>Mean</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.from}>
                <td>
                  {formatTime(row.from, workout.zone)}{' '}
                  <span className="ink-3 t-cap">{formatClock((row.from - from) / 1000)}</span>
                </td>
                <td className="num-cell">{plainText(row.mean, heart)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div style={{ marginTop: 16 }}>
        <SplitsTable workout={workout} />
      </div>
    </>
  );
}
