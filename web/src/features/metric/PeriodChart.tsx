import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useViewer } from '@/api/session';
import { BandLine } from '@/charts/BandLine';
import { DayBars, type Bar } from '@/charts/DayBars';
import type { LinePoint } from '@/charts/line';
import { addDays, dayHours, daysBetween, parts, startOfDay, weekStart, type Day, type Days, type Range } from '@/lib/dates';
import {
  dateOnly,
  formatLocale,
  formatMinutes,
  formatNumber,
  formatSpan,
  formatTime,
  monthAndYear,
  shortDay,
  shortMonth,
  THIN,
  weekdayName,
} from '@/lib/format';
import { quantity, type Shown } from '@/lib/quantity';
import { trend } from '@/lib/stats';
import { useIsPhone } from '@/lib/useMedia';
import { SourceMark, type MarkedSource } from '@/ui/SourceMark';
import { Bone, Trouble } from '@/ui/states';
import { buckets, periodStats, type Bucket, type DayValue, type Look } from './buckets';
import { metricSeriesQuery, type MetricInfo } from './queries';

interface Props {
  readonly info: MetricInfo;
  readonly shown: Shown;
  readonly look: Look;
  readonly range: Range;
  readonly days: Days;
  readonly values: readonly DayValue[];
  readonly sources: readonly MarkedSource[];
  readonly selected?: Day;
  /** A day was chosen: why this number? */
  readonly onPick: (day: Day) => void;
  /** A longer piece was chosen: look at it closer. */
  readonly onOpen: (next: { range: Range; date: Day }) => void;
  readonly onPage: (by: number) => void;
  readonly onTable: () => void;
}

/** Calendar days as instants of an axis that no zone bends. */
const onAxis = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const fromAxis = (t: number): Day => new Date(t).toISOString().slice(0, 10);
const DAY_MS = 86_400_000;

export function PeriodChart(props: Props) {
  const { range, look, info } = props;
  if (range === 'day') return <InsideDay {...props} />;
  if (info.kind === 'state' || info.kind === 'raw') return <Counts {...props} />;
  if (look === 'bars') return <Bars {...props} />;
  if (range === 'week' && look === 'line') return <Hours {...props} />;
  return <DaysLine {...props} />;
}

/**
 * Values as they are plotted: in the unit that is read, times in hours, so that ticks are round for the reader
 * too.
 */
function plotted(shown: Shown) {
  const to = (v: number): number => (shown.isTime ? shown.convert(v) / 60 : shown.convert(v));
  return {
    to: (v: number | null): number | null => (v === null ? null : to(v)),
    /** At a tick: no unit but the hours'. */
    axis: (v: number): string =>
      shown.isTime ? (v === 0 ? '0' : `${formatNumber(v, 1, false)} h`) : formatNumber(v, Math.max(shown.decimals, 2), false),
    /** On a bar, in a tip. */
    text: (v: number): string => (shown.isTime ? formatMinutes(v * 60) : formatNumber(v, shown.decimals)),
    withUnit: (v: number): string =>
      shown.isTime
        ? formatMinutes(v * 60)
        : `${formatNumber(v, shown.decimals)}${shown.unit ? `${THIN}${shown.unit}` : ''}`,
  };
}

function useTip(props: Props) {
  const { t } = useLingui();
  return (day: Day, value: DayValue | undefined) => {
    const from = value?.source == null ? undefined : props.sources[value.source];
    return (
      <>
        <b>{value?.value == null ? t`No value` : quantity(value.value, props.shown)}</b>
        <br />
        {shortDay(day)}
        {value && value.value !== null && !value.complete ? `, ${t`not whole`}` : ''}
        {from ? (
          <span className="row tip-source">
            <SourceMark source={from} />
            {from.name}
          </span>
        ) : null}
      </>
    );
  };
}

function Bars(props: Props) {
  const { info, shown, range, days, values, selected, onPick, onOpen, onPage, onTable } = props;
  const { t } = useLingui();
  const viewer = useViewer();
  const phone = useIsPhone();
  const tip = useTip(props);
  const stats = periodStats(values, viewer.today);
  const plot = plotted(shown);
  const meanText = stats.mean === null ? '' : quantity(stats.mean, shown, { unit: false });
  const common = {
    format: plot.axis,
    label: plot.text,
    mean: plot.to(stats.mean),
    meanLabel: stats.mean === null ? undefined : t`mean ${meanText}`,
    height: phone ? 220 : 264,
    onPage,
    onTable,
  };
  if (range === 'week' || range === 'month') {
    const bars: Bar[] = values.map((d) => ({
      key: d.day,
      label: range === 'week' ? weekdayName(d.day) : String(parts(d.day)[2]),
      name: shortDay(d.day),
      value: plot.to(d.value),
      complete: d.complete,
      future: d.day > viewer.today,
    }));
    return (
      <DayBars
        {...common}
        bars={bars}
        selected={selected}
        summary={t`${info.name} per day, ${formatSpan(days)}. Mean ${meanText} over whole days; ${stats.missing} days missing.`}
        tip={(bar) => tip(bar.key, values.find((d) => d.day === bar.key))}
        onEnter={onPick}
      />
    );
  }
  const by = range === 'year' || daysBetween(days.first, days.last) < 400 ? 'week' : 'month';
  const pieces = buckets(values, by, weekStart(formatLocale()));
  const bars: Bar[] = pieces.map((b, i) => ({
    key: b.day,
    label: bucketLabel(b, by),
    named: opens(b, pieces[i - 1], by),
    name: by === 'month' ? monthAndYear(b.day) : formatSpan({ first: b.day, last: b.last }),
    value: plot.to(b.value),
    complete: true,
    future: b.day > viewer.today,
  }));
  return (
    <DayBars
      {...common}
      bars={bars}
      summary={t`${info.name} per day, by ${by === 'month' ? t`month` : t`week`}, ${formatSpan(days)}. Mean ${meanText}.`}
      tip={(bar) => {
        const piece = pieces.find((b) => b.day === bar.key);
        return (
          <>
            <b>{bar.value === null ? t`No value` : t`${plot.withUnit(bar.value)} a day`}</b>
            <br />
            {bar.name}
            {piece ? `, ${t`${piece.days} whole days`}` : ''}
          </>
        );
      }}
      onEnter={(day) => onOpen({ range: by, date: day < days.first ? days.first : day })}
    />
  );
}

/** A bar is named where a month begins among weeks, and where a year does among months. */
function opens(b: Bucket, before: Bucket | undefined, by: 'week' | 'month'): boolean {
  const part = by === 'week' ? 7 : 4;
  return before !== undefined && before.last.slice(0, part) !== b.last.slice(0, part);
}

const bucketLabel = (b: Bucket, by: 'week' | 'month'): string => (by === 'month' ? b.last.slice(0, 4) : shortMonth(b.last));

/** One point per day in the band from least to greatest; the body's readings as dots with their trend. */
function DaysLine(props: Props) {
  const { info, shown, look, range, days, values, selected, onPick, onOpen, onPage, onTable } = props;
  const { t } = useLingui();
  const viewer = useViewer();
  const phone = useIsPhone();
  const tip = useTip(props);
  const long = range === 'all' && values.length > 800;
  const pieces = long ? buckets(values, 'week', weekStart(formatLocale())) : [];
  const plot = plotted(shown);
  const point = (day: Day, d: { value: number | null; min: number | null; max: number | null }): LinePoint => ({
    t: onAxis(day),
    v: plot.to(d.value),
    min: plot.to(d.min),
    max: plot.to(d.max),
  });
  const points = long ? pieces.map((b) => point(b.day, b)) : values.map((d) => point(d.day, d));
  const stats = periodStats(values, viewer.today);
  const smooth = look === 'dots' ? trend(points.map((p) => p.v), long ? 3 : 7) : [];
  const last = days.last > viewer.today && range !== 'month' && range !== 'week' ? viewer.today : days.last;
  const meanText = stats.mean === null ? '–' : quantity(stats.mean, shown);
  return (
    <BandLine
      points={points}
      from={onAxis(days.first) - DAY_MS / 2}
      to={onAxis(last) + DAY_MS / 2}
      dots={look === 'dots'}
      trend={look === 'dots' ? points.map((p, i) => ({ t: p.t, v: smooth[i] ?? null })) : undefined}
      selected={selected ? onAxis(selected) : undefined}
      height={phone ? 220 : 264}
      format={plot.axis}
      label={plot.text}
      hatch={look !== 'dots'}
      name={(p) => (long ? t`week of ${dateOnly(fromAxis(p.t))}` : shortDay(fromAxis(p.t)))}
      summary={t`${info.name} per day, ${formatSpan(days)}. Mean ${meanText}; ${stats.missing} days missing.`}
      ticks={(x, width) => dayTicks({ first: days.first, last }, x, width)}
      tip={(p) => {
        const day = fromAxis(p.t);
        if (!long) return tip(day, values.find((d) => d.day === day));
        return (
          <>
            <b>{p.v === null ? t`No value` : plot.withUnit(p.v)}</b>
            <br />
            {t`week of ${dateOnly(day)}`}
            {p.min != null && p.max != null ? `, ${plot.text(p.min)}–${plot.text(p.max)}` : ''}
          </>
        );
      }}
      onEnter={(p) => (long ? onOpen({ range: 'month', date: fromAxis(p.t) }) : onPick(fromAxis(p.t)))}
      onPage={onPage}
      onTable={onTable}
    />
  );
}

/** Labels of a calendar axis: days, months or years, as many as have room. */
function dayTicks({ first, last }: Days, x: (t: number) => number, width: number) {
  const count = daysBetween(first, last) + 1;
  const ticks: { x: number; text: string }[] = [];
  const room = Math.max(2, Math.floor(width / 72));
  if (count <= 62) {
    const every = Math.max(1, Math.ceil(count / room));
    for (let i = 0; i < count; i += every) {
      const day = addDays(first, i);
      ticks.push({ x: x(onAxis(day)), text: count <= 7 ? weekdayName(day) : String(parts(day)[2]) });
    }
    return ticks;
  }
  const [fy, fm] = parts(first);
  const [ly, lm] = parts(last);
  const months = (ly - fy) * 12 + lm - fm + 1;
  const every = [1, 2, 3, 6, 12, 24, 60].find((n) => months / n <= room) ?? 120;
  for (let i = 0; i < months; i += 1) {
    const y = fy + Math.floor((fm - 1 + i) / 12);
    const m = ((fm - 1 + i) % 12) + 1;
    if ((y * 12 + m - 1) % every !== 0) continue;
    const day = `${y}-${String(m).padStart(2, '0')}-01`;
    if (day < first) continue;
    ticks.push({ x: x(onAxis(day)), text: m === 1 ? String(y) : shortMonth(day) });
  }
  return ticks;
}

/** A week of a rate by hours: the shape of days shows. */
function Hours(props: Props) {
  const { info, shown, days, values, onPick, onPage, onTable } = props;
  const { t } = useLingui();
  const viewer = useViewer();
  const phone = useIsPhone();
  const from = startOfDay(days.first, viewer.zone);
  const to = startOfDay(addDays(days.last, 1), viewer.zone);
  const { data, error, refetch, isPlaceholderData } = useQuery(metricSeriesQuery(info.code, from, to, 'HOUR', 400));
  if (error && !data) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (!data) return <Bone height={264} />;
  const plot = plotted(shown);
  const points = linePoints(data.points, plot.to);
  if (points.filter((p) => p.v !== null).length < 14) return <DaysLine {...props} range="month" />;
  const dayOf = (at: number): Day =>
    values.find((d) => startOfDay(addDays(d.day, 1), viewer.zone) > at)?.day ?? days.last;
  const stats = periodStats(values, viewer.today);
  return (
    <div aria-busy={isPlaceholderData}>
      <BandLine
        points={points}
        from={from}
        to={to}
        gaps={data.gaps.map((g) => ({ from: Date.parse(g.from), to: Date.parse(g.to) }))}
        height={phone ? 220 : 264}
        format={plot.axis}
        label={plot.text}
        name={(p) => `${shortDay(dayOf(p.t))} ${formatTime(p.t, viewer.zone)}`}
        summary={t`${info.name} by hour, ${formatSpan(days)}. Mean ${stats.mean === null ? '–' : quantity(stats.mean, shown)}.`}
        ticks={(x) =>
          values.map((d) => ({
            x: x(startOfDay(d.day, viewer.zone) + DAY_MS / 2),
            text: weekdayName(d.day),
            strong: d.day === viewer.today,
          }))
        }
        tip={(p) => <InstantTip point={p} plot={plot} when={`${shortDay(dayOf(p.t))} ${formatTime(p.t, viewer.zone)}`} />}
        onEnter={(p) => onPick(dayOf(p.t))}
        onPage={onPage}
        onTable={onTable}
      />
    </div>
  );
}

function InstantTip({ point, plot, when }: { point: LinePoint; plot: ReturnType<typeof plotted>; when: string }) {
  return (
    <>
      <b>{plot.withUnit(point.v ?? 0)}</b>
      <br />
      {when}
      {point.min != null && point.max != null && point.max > point.min
        ? `, ${plot.text(point.min)}–${plot.text(point.max)}`
        : ''}
    </>
  );
}

interface Columns {
  readonly t: readonly number[];
  readonly v: readonly (number | null)[];
  readonly min: readonly (number | null)[] | null;
  readonly max: readonly (number | null)[] | null;
}

const linePoints = (c: Columns, to: (v: number | null) => number | null): LinePoint[] =>
  c.t.map((at, i) => ({
    t: at,
    v: to(c.v[i] ?? null),
    min: to(c.min?.[i] ?? null),
    max: to(c.max?.[i] ?? null),
  }));

/** One day: counts by the hour, rates by reading. */
function InsideDay(props: Props) {
  const { info, shown, look, days, onPick, onPage } = props;
  const { t } = useLingui();
  const viewer = useViewer();
  const phone = useIsPhone();
  const day = days.first;
  const from = startOfDay(day, viewer.zone);
  const to = startOfDay(addDays(day, 1), viewer.zone);
  const bars = look === 'bars';
  const { data, error, refetch, isPlaceholderData } = useQuery(
    metricSeriesQuery(info.code, from, to, bars ? 'HOUR' : 'RAW', bars ? 60 : 360),
  );
  if (error && !data) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (!data) return <Bone height={264} />;
  const plot = plotted(shown);
  const points = linePoints(data.points, plot.to);
  if (bars) {
    const byHour = new Map(points.map((p) => [p.t, p.v]));
    const hours = Array.from({ length: Math.round((to - from) / 3_600_000) }, (_, i) => from + i * 3_600_000);
    const newest = Math.max(from, ...points.map((p) => p.t));
    return (
      <DayBars
        bars={hours.map((at) => ({
          key: String(at),
          label: formatTime(at, viewer.zone).slice(0, 2),
          name: formatTime(at, viewer.zone),
          // An hour without a record between two that have one is a quiet hour, not a gap.
          value: byHour.get(at) ?? (points.length && at < newest ? 0 : null),
          complete: true,
          future: at > newest,
        }))}
        format={plot.axis}
        label={plot.text}
        height={phone ? 220 : 264}
        summary={t`${info.name} by hour on ${shortDay(day)}`}
        tip={(bar) => (
          <>
            <b>{bar.value === null ? t`No value` : plot.withUnit(bar.value)}</b>
            <br />
            {bar.name}
          </>
        )}
        onEnter={() => onPick(day)}
        onPage={onPage}
      />
    );
  }
  return (
    <div aria-busy={isPlaceholderData}>
      <BandLine
        points={points}
        from={from}
        to={to}
        gaps={data.gaps.map((g) => ({ from: Date.parse(g.from), to: Date.parse(g.to) }))}
        dots={look === 'dots'}
        height={phone ? 220 : 264}
        format={plot.axis}
        label={plot.text}
        name={(p) => formatTime(p.t, viewer.zone)}
        summary={t`${info.name} on ${shortDay(day)}`}
        ticks={(x, width) =>
          dayHours(day, viewer.zone, width < 480 ? 6 : 3).map(({ t: at, hour }) => ({
            x: x(at),
            text: String(hour).padStart(2, '0'),
          }))
        }
        tip={(p) => <InstantTip point={p} plot={plot} when={formatTime(p.t, viewer.zone)} />}
        onEnter={() => onPick(day)}
        onPage={onPage}
      />
    </div>
  );
}

/** Coded states have no mean: how many records each day has. */
function Counts(props: Props) {
  const { info, days, values, onPick, onPage, onTable } = props;
  const { t } = useLingui();
  const viewer = useViewer();
  return (
    <DayBars
      bars={values.map((d) => ({
        key: d.day,
        label: String(parts(d.day)[2]),
        name: shortDay(d.day),
        value: d.n || null,
        complete: d.complete,
        future: d.day > viewer.today,
      }))}
      format={(v) => formatNumber(v)}
      summary={t`Records of ${info.name} per day, ${formatSpan(days)}`}
      tip={(bar) => (
        <>
          <b>{t`${formatNumber(bar.value ?? 0)} records`}</b>
          <br />
          {bar.name}
        </>
      )}
      onEnter={onPick}
      onPage={onPage}
      onTable={onTable}
    />
  );
}
