/** What a night says, worked out of what the server sends. Pure: no words, no drawing. */
import { stagesOf, type Row, type Stage } from '@/charts/stages';
import type { StageColumns } from '@/api/columns';
import { addDays, eachDay, type Day } from '@/lib/dates';
import { quantile, usual, type Usual } from '@/lib/stats';

/** Minutes by stage; `asleep` is sleep whose stage is unknown. */
export interface StageMinutes {
  readonly inBed: number;
  readonly asleep: number;
  readonly awake: number;
  readonly light: number;
  readonly deep: number;
  readonly rem: number;
  readonly restless: number;
  readonly outOfBed: number;
  readonly unknown: number;
}

/** One device's account of the night. */
export interface Told<S> {
  readonly source: S;
  readonly from: number;
  readonly to: number;
  /** null where only time in bed is known. */
  readonly asleepMinutes: number | null;
  readonly minutes: StageMinutes;
  readonly stages: readonly Stage[];
  /** Why it was set aside; null for the one that counts. */
  readonly why: string | null;
}

interface RawSession<S> {
  readonly source: S;
  readonly start: string;
  readonly end: string;
  readonly asleepMinutes: number | null;
  readonly minutes: StageMinutes;
  readonly stages?: StageColumns | null;
}

interface RawNight<S> extends RawSession<S> {
  readonly inBedFrom?: string | null;
  readonly inBedTo?: string | null;
  readonly others: readonly (RawSession<S> & { readonly why: string })[];
}

const told = <S>(session: RawSession<S>, why: string | null): Told<S> => ({
  source: session.source,
  from: Date.parse(session.start),
  to: Date.parse(session.end),
  asleepMinutes: session.asleepMinutes,
  minutes: session.minutes,
  stages: stagesOf(session.stages),
  why,
});

/** Every device's account, the counted one first. */
export const accounts = <S>(night: RawNight<S>): Told<S>[] => [
  told(night, null),
  ...night.others.map((other) => told(other, other.why)),
];

/** The span of the axis: all that any device tells of this night, time in bed with it. */
export function nightSpan<S>(night: RawNight<S>): readonly [number, number] {
  const list = accounts(night);
  const starts = [...list.map((a) => a.from), ...(night.inBedFrom ? [Date.parse(night.inBedFrom)] : [])];
  const ends = [...list.map((a) => a.to), ...(night.inBedTo ? [Date.parse(night.inBedTo)] : [])];
  return [Math.min(...starts), Math.max(...ends)];
}

export interface StageShare {
  readonly row: Row | null;
  readonly minutes: number;
  /** Of the time the rows make up together. */
  readonly share: number;
}

/**
 * Minutes of every stage from awake to deep, restless and out of bed with awake; what has no known stage last, when
 * there is any.
 */
export function shares(minutes: StageMinutes): StageShare[] {
  const rows: [Row | null, number][] = [
    ['awake', minutes.awake + minutes.restless + minutes.outOfBed],
    ['rem', minutes.rem],
    ['light', minutes.light],
    ['deep', minutes.deep],
  ];
  const unknown = minutes.asleep + minutes.unknown;
  if (unknown >= 0.5) rows.push([null, unknown]);
  const all = rows.reduce((sum, [, m]) => sum + m, 0);
  return rows.map(([row, m]) => ({ row, minutes: m, share: all > 0 ? m / all : 0 }));
}

/** The stage at an instant. `undefined` where the device says nothing. */
export function stageAt(stages: readonly Stage[], t: number): Row | null | undefined {
  return stages.find((s) => s.from <= t && t < s.to)?.row;
}

/** Minutes since noon of the evening before, by the clock of a zone: 23:00 is 660, 07:00 is 1 140. */
export function sinceNoon(instant: number, zone: string): number {
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
      .formatToParts(instant)
      .map((p) => [p.type, Number(p.value)]),
  );
  return ((parts.get('hour') ?? 0) * 60 + (parts.get('minute') ?? 0) + 720) % 1440;
}

export interface BedTime {
  readonly date: Day;
  readonly from: number;
  readonly to: number;
}

interface NightTimes {
  readonly date: string;
  readonly start: string;
  readonly end: string;
  readonly zone: string;
}

/** When each night began and ended by the clock, one entry for each day; null where no night is known. */
export function bedTimes(nights: readonly NightTimes[], last: Day, count: number): (BedTime | null)[] {
  const known = new Map(nights.map((n) => [n.date, n]));
  return eachDay({ first: addDays(last, 1 - count), last }).map((date) => {
    const night = known.get(date);
    if (!night) return null;
    const from = sinceNoon(Date.parse(night.start), night.zone);
    const length = (Date.parse(night.end) - Date.parse(night.start)) / 60_000;
    return { date, from, to: from + length };
  });
}

const DAY_MINUTES = 1440;
/** Fewer pairs of neighbouring nights than this say nothing about regularity. */
const PAIRS_FOR_REGULARITY = 5;

/**
 * Sleep regularity index (Phillips and others 2017): how likely one is in the same state, asleep or awake, at
 * the same time of two days that follow each other; 100 always, 0 as by chance. Over pairs of neighbouring
 * nights that are both known; null with fewer than five.
 */
export function regularity(times: readonly (BedTime | null)[]): number | null {
  let same = 0;
  let pairs = 0;
  for (let i = 1; i < times.length; i += 1) {
    const a = times[i - 1];
    const b = times[i];
    if (!a || !b) continue;
    pairs += 1;
    const both = Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
    const either = a.to - a.from + (b.to - b.from) - both;
    same += (DAY_MINUTES - (either - both)) / DAY_MINUTES;
  }
  return pairs < PAIRS_FOR_REGULARITY ? null : Math.max(0, 200 * (same / pairs) - 100);
}

/** How far the rising of the last entry is from the usual one, in minutes; later is positive. */
export function riseAgainstUsual(times: readonly (BedTime | null)[]): number | null {
  const last = times.at(-1);
  const before = times.slice(0, -1).flatMap((t) => (t ? [t.to] : []));
  const middle = quantile(before, 0.5);
  return last && middle !== null && before.length >= 7 ? Math.round(last.to - middle) : null;
}

/** Rising within this many minutes of the middle one is as usual. */
export const RISE_TOLERANCE = 30;

interface DayValues {
  readonly metric: { readonly code: string };
  readonly points: { readonly value: readonly (number | null)[] };
}

const STAGE_METRIC: Readonly<Record<Row, string>> = {
  awake: 'sleep_duration_awake',
  rem: 'sleep_duration_rem',
  light: 'sleep_duration_light',
  deep: 'sleep_duration_deep',
};

/** What is usual for the person, of the nights before this one. */
export function usualOf(days: readonly DayValues[], code: string): Usual | null {
  const found = days.find((d) => d.metric.code === code);
  return found ? usual(found.points.value) : null;
}

export const usualStage = (days: readonly DayValues[], row: Row): Usual | null => usualOf(days, STAGE_METRIC[row]);

/** Full hours of the clock between two instants in a zone, for the axis. */
export function fullHours(from: number, to: number, zone: string): number[] {
  const quarter = 15 * 60_000;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, minute: '2-digit' });
  const found: number[] = [];
  for (let t = Math.ceil(from / quarter) * quarter; t <= to; t += quarter) {
    if (Number(clock.format(t)) === 0) found.push(t);
  }
  return found;
}
