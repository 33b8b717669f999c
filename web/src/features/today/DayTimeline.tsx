import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useViewer } from '@/api/session';
import { BandLine, type Frame } from '@/charts/BandLine';
import { silences, type LinePoint } from '@/charts/line';
import { addDays, dayHours, startOfDay } from '@/lib/dates';
import { formatMinutes, formatNumber, formatTime } from '@/lib/format';
import { quantity, shownAs } from '@/lib/quantity';
import { mean } from '@/lib/stats';
import { useActivityName } from '@/ui/activities';
import { useIsPhone } from '@/lib/useMedia';
import type { TodayData } from './queries';

/** A silence of the heart rate longer than this is worth a hatch and a word. */
const SILENT_MS = 45 * 60_000;

/** The day on one axis: heart rate, the night, what moved. */
export function DayTimeline({ data }: { data: TodayData }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const navigate = useNavigate();
  const phone = useIsPhone();
  const activity = useActivityName();
  const from = startOfDay(data.date, data.zone);
  const to = startOfDay(addDays(data.date, 1), data.zone);
  const { points } = data.heartRate;
  const line: LinePoint[] = points.t.map((at, i) => ({
    t: at,
    v: points.v[i] ?? null,
    min: points.min?.[i] ?? null,
    max: points.max?.[i] ?? null,
  }));
  const known = line.filter((p) => p.v !== null);
  const night = data.night;
  const asleep = night ? { from: Math.max(from, Date.parse(night.start)), to: Date.parse(night.end) } : null;
  const now = data.isToday && data.newestAt ? Math.max(Date.parse(data.newestAt), known.at(-1)?.t ?? 0) : null;
  if (!known.length && !asleep && !data.workouts.length) return null;
  const lows = known.map((p) => p.min ?? p.v ?? 0);
  const highs = known.map((p) => p.max ?? p.v ?? 0);
  const average = mean(known.map((p) => p.v ?? 0));
  const named = data.heartRate.gaps.map((g) => ({ from: Date.parse(g.from), to: Date.parse(g.to) }));
  const quiet = [...named, ...silences(line, named, SILENT_MS)].filter((g) => g.to - g.from >= SILENT_MS);
  const longest = quiet.reduce<(typeof quiet)[number] | null>((a, b) => (!a || b.to - b.from > a.to - a.from ? b : a), null);
  const time = (at: number): string => formatTime(at, data.zone);
  const sentence = known.length
    ? t`Heart rate ${formatNumber(Math.min(...lows))}–${formatNumber(Math.max(...highs))}, mean ${formatNumber(average ?? 0)}.`
    : t`No heart rate on this day.`;
  const silence = longest ? t`No reading from ${time(longest.from)} to ${time(longest.to)}.` : '';
  const shown = shownAs(data.heartRate.metric);

  const decorate = ({ x, top, bottom, left, right }: Frame, layer: 'below' | 'over') => {
    const lane = bottom + 32;
    if (layer === 'below') {
      return asleep && asleep.to > asleep.from ? (
        <g>
          <rect
            x={x(asleep.from)}
            y={top}
            width={Math.max(0, x(asleep.to) - x(asleep.from))}
            height={bottom - top}
            fill="var(--rest)"
            opacity=".09"
          />
          <rect x={x(asleep.from)} y={lane} width={Math.max(2, x(asleep.to) - x(asleep.from))} height="4" rx="2" fill="var(--rest)" />
        </g>
      ) : null;
    }
    let taken = left;
    return (
      <g>
        {asleep && night && night.asleepMinutes !== null && !phone && x(asleep.to) - x(asleep.from) > 150 ? (
          <text x={x(asleep.from) + 12} y={top + 17}>
            {t`Asleep ${formatMinutes(night.asleepMinutes)}`}
          </text>
        ) : null}
        {data.workouts.map((w) => {
          const a = Math.max(left, x(Date.parse(w.start)));
          const b = Math.min(right, Math.max(a + 4, x(Date.parse(w.end))));
          const distance = w.totals.find((total) => total.metric.code.startsWith('distance') && total.value);
          const unit = distance ? quantity(distance.value ?? 0, shownAs(distance.metric, viewer.units.map((u) => u.unit))) : '';
          const label = `${activity(w.activity)}${unit ? ` ${unit}` : ''}`;
          const wide = label.length * 6.6;
          const at = Math.min(right - wide, Math.max(a - 4, taken));
          const fits = !phone && at - a < 40;
          if (fits) taken = at + wide + 12;
          return (
            <g key={w.id}>
              <rect x={a} y={lane} width={b - a} height="4" rx="2" fill="var(--move)" />
              {fits ? (
                <text x={at} y={top - 8} style={{ fill: 'var(--ink-2)' }}>
                  {label}
                </text>
              ) : null}
            </g>
          );
        })}
        {now !== null && now < to ? (
          <g>
            <path d={`M${x(now)} ${top - 4}V${bottom + 8}`} stroke="var(--ink)" strokeWidth="1.5" />
            <circle cx={x(now)} cy={top - 4} r="3" fill="var(--ink)" />
            {!phone && right - x(now) > 110 ? (
              <>
                <text x={x(now) + 8} y={top + 8} style={{ fontWeight: 600, fill: 'var(--ink)' }}>
                  {time(now)}
                </text>
                <text x={x(now) + 8} y={top + 24} style={{ fill: 'var(--ink-3)' }}>
                  {t`the day goes on`}
                </text>
              </>
            ) : null}
          </g>
        ) : null}
      </g>
    );
  };

  return (
    <section className="card day heart">
      <div className="day-head">
        <h2 className="t-name">
          <Trans>Your day</Trans>
        </h2>
        <p className="t-small ink-2">
          {sentence} {silence}
        </p>
        <div className="legend">
          {asleep ? <Key color="var(--rest)" text={t`Asleep`} /> : null}
          {data.workouts.length ? <Key color="var(--move)" text={t`Moving`} /> : null}
          {quiet.length ? (
            <span>
              <svg width="16" height="10" aria-hidden="true">
                <rect width="16" height="10" fill="url(#hatch)" />
              </svg>
              <Trans>No reading</Trans>
            </span>
          ) : null}
        </div>
      </div>
      <BandLine
        summary={`${sentence} ${silence}`}
        points={line}
        from={from}
        to={to}
        gaps={quiet}
        hatch
        height={phone ? 144 : 200}
        under={16}
        head={phone ? 0 : 16}
        format={(v) => formatNumber(v)}
        name={(p) => time(p.t)}
        ticks={(x, width) =>
          dayHours(data.date, data.zone, width < 480 ? 6 : 3).map(({ t: at, hour }) => ({
            x: x(at),
            text: String(hour).padStart(2, '0'),
          }))
        }
        decorate={decorate}
        tip={(p) => (
          <>
            <b>{quantity(p.v ?? 0, shown)}</b>
            <br />
            {time(p.t)}
            {p.min != null && p.max != null && p.max > p.min ? ` · ${formatNumber(p.min)}–${formatNumber(p.max)}` : ''}
          </>
        )}
        onEnter={() =>
          void navigate({ to: '/m/$metric', params: { metric: 'heart_rate' }, search: { range: 'day', date: data.date } })
        }
        onPage={(by) => {
          const next = addDays(data.date, by);
          if (next <= viewer.today) void navigate({ to: '/', search: next === viewer.today ? {} : { date: next } });
        }}
      />
    </section>
  );
}

function Key({ color, text }: { color: string; text: string }) {
  return (
    <span>
      <svg width="16" height="4" aria-hidden="true">
        <rect width="16" height="4" rx="2" fill={color} />
      </svg>
      {text}
    </span>
  );
}
