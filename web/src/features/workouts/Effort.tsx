import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { chosenUnits, useViewer } from '@/api/session';
import { BandLine } from '@/charts/BandLine';
import type { TimeTick } from '@/charts/frame';
import type { LinePoint } from '@/charts/line';
import { Route, type RoutePoint } from '@/charts/Route';
import { formatClock, formatNumber, THIN } from '@/lib/format';
import { shownAs } from '@/lib/quantity';
import type { Workout } from './queries';
import { splitUnit } from './totals';

const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240];
const FEET = 0.3048;

/** Round minutes since the start, as many as have room. */
export function elapsedTicks(from: number, to: number, x: (t: number) => number, room = 64): TimeTick[] {
  const perMinute = x(from + 60_000) - x(from);
  const every = MINUTES.find((m) => m * perMinute >= room) ?? 480;
  const ticks: TimeTick[] = [];
  for (let m = 0; from + m * 60_000 <= to; m += every) {
    ticks.push({ x: x(from + m * 60_000), text: formatClock(m * 60) });
  }
  return ticks;
}

/** The way and the heart of an effort, with one cursor for both. */
export function Effort({ workout, onTable }: { workout: Workout; onTable: () => void }) {
  const { t } = useLingui();
  const units = chosenUnits(useViewer());
  const [at, setAt] = useState<number | null>(null);
  const from = Date.parse(workout.start);
  const to = Date.parse(workout.end);
  const { route } = workout;
  const way: RoutePoint[] = route ? route.t.map((time, i) => ({ t: time, lat: route.lat[i] ?? 0, lon: route.lon[i] ?? 0 })) : [];
  const heartShown = shownAs(workout.heartRate.metric, units);
  const { points } = workout.heartRate;
  const heart: LinePoint[] = points.t.map((time, i) => ({
    t: time,
    v: points.v[i] ?? null,
    min: points.min?.[i] ?? null,
    max: points.max?.[i] ?? null,
  }));
  const measured = heart.some((p) => p.v !== null);
  const imperial = splitUnit(units).label === 'mi';
  const heights: LinePoint[] = (route?.alt ?? []).flatMap((alt, i) => {
    const time = route?.t[i];
    return time === undefined ? [] : [{ t: time, v: alt === null ? null : imperial ? alt / FEET : alt }];
  });
  const since = (p: LinePoint): string => formatClock((p.t - from) / 1000);
  const mark = (p: LinePoint | null) => setAt(p?.t ?? null);
  return (
    <div className="stack">
      {way.length > 1 ? (
        <Route
          points={way}
          at={at}
          summary={t`Outline of the way, north up.`}
          names={{ start: t`Start`, end: t`End` }}
          metres={imperial ? FEET : 1}
          length={(v) => lengthText(v, imperial)}
        />
      ) : null}
      {measured ? (
        <div className="heart">
          <h2 className="t-name" style={{ marginBottom: 4 }}>
            {workout.heartRate.metric.name} <span className="ink-3 t-cap">{heartShown.unit}</span>
          </h2>
          <BandLine
            points={heart}
            from={from}
            to={to}
            gaps={workout.heartRate.gaps.map((g) => ({ from: Date.parse(g.from), to: Date.parse(g.to) }))}
            format={(v) => formatNumber(v, heartShown.decimals)}
            name={since}
            ticks={(x) => elapsedTicks(from, to, x)}
            summary={t`Heart rate over the time of the workout.`}
            height={200}
            tip={(p) => (
              <>
                <b>
                  {formatNumber(p.v ?? 0, heartShown.decimals)}
                  {THIN}
                  {heartShown.unit}
                </b>{' '}
                {since(p)}
              </>
            )}
            onTable={onTable}
            onCursor={mark}
          />
        </div>
      ) : (
        <p className="t-small ink-2">
          <Trans>No heart rate was measured during this workout.</Trans>
        </p>
      )}
      {heights.filter((p) => p.v !== null).length > 1 ? (
        <div>
          <h2 className="t-name" style={{ marginBottom: 4 }}>
            <Trans>Height</Trans> <span className="ink-3 t-cap">{imperial ? 'ft' : 'm'}</span>
          </h2>
          <BandLine
            points={thinned(heights)}
            from={from}
            to={to}
            format={(v) => formatNumber(v)}
            name={since}
            ticks={(x) => elapsedTicks(from, to, x)}
            summary={t`Height above the sea over the time of the workout.`}
            height={132}
            tip={(p) => (
              <>
                <b>
                  {formatNumber(p.v ?? 0)}
                  {THIN}
                  {imperial ? 'ft' : 'm'}
                </b>{' '}
                {since(p)}
              </>
            )}
            onTable={onTable}
            onCursor={mark}
          />
        </div>
      ) : null}
    </div>
  );
}

const MOST_POINTS = 600;

/** Every n-th fix: a phone writes one a second, a screen has a few hundred columns. */
function thinned(points: readonly LinePoint[]): LinePoint[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % every === 0);
}

function lengthText(units: number, imperial: boolean): string {
  if (imperial) return `${formatNumber(units)}${THIN}ft`;
  return units >= 1000 ? `${formatNumber(units / 1000)}${THIN}km` : `${formatNumber(units)}${THIN}m`;
}
