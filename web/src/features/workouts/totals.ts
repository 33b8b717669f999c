import type { TotalFieldsFragment } from '@/api/generated/graphql';
import { formatClock, formatMinutes, formatNumber, THIN } from '@/lib/format';
import { quantity, shownAs, type Shown } from '@/lib/quantity';

/** What a number of an effort needs to be read; a leg's has neither range nor source. */
export type Total = Pick<TotalFieldsFragment, 'metric' | 'value'> & Partial<Pick<TotalFieldsFragment, 'least' | 'greatest'>>;

const DISTANCE = ['workout_distance', 'distance_walking_running', 'distance_cycling', 'distance_swimming'];
const ENERGY = ['workout_energy', 'energy_active'];

/** What is enough to find a total. */
type Coded = { readonly metric: { readonly code: string }; readonly value?: number | null };

const firstOf = <T extends Coded>(totals: readonly T[], codes: readonly string[]): T | undefined =>
  codes.flatMap((code) => totals.filter((t) => t.metric.code === code && t.value != null))[0];

export const distanceOf = <T extends Coded>(totals: readonly T[]): T | undefined => firstOf(totals, DISTANCE);
export const energyOf = <T extends Coded>(totals: readonly T[]): T | undefined => firstOf(totals, ENERGY);

const HEART_MEAN = 'workout_heart_rate_avg';
const HEART_MOST = 'workout_heart_rate_max';
/** What stands first; the rest follows in the order of the server. */
const FIRST = [...DISTANCE, ...ENERGY, HEART_MEAN, 'elevation_gain'];

/**
 * Each thing once: a distance that is the workout's own under a second name is left out, and the heart's mean, least
 * and greatest, which come as totals of their own, are one.
 */
export function tidied<T extends Total>(totals: readonly T[]): T[] {
  const whole = totals.filter((t) => t.metric.code === 'workout_distance' || t.metric.code === 'workout_energy');
  const again = (t: T): boolean =>
    (DISTANCE.includes(t.metric.code) || ENERGY.includes(t.metric.code)) &&
    whole.some((w) => w !== t && w.value === t.value);
  const mean = totals.find((t) => t.metric.code === HEART_MEAN);
  const most = totals.find((t) => t.metric.code === HEART_MOST);
  const beats = totals.find((t) => t.metric.code === 'heart_rate');
  const heart = mean && {
    ...mean,
    least: mean.least ?? beats?.least ?? null,
    greatest: mean.greatest ?? most?.greatest ?? most?.value ?? beats?.greatest ?? null,
  };
  const place = (t: T): number => (FIRST.includes(t.metric.code) ? FIRST.indexOf(t.metric.code) : FIRST.length);
  return totals
    .filter((t) => !again(t) && !(heart && (t === most || t === beats)))
    .map((t) => (t === mean && heart ? heart : t))
    .sort((a, b) => place(a) - place(b));
}

/** A total as it is read: its value, or the range it had when it has no single one. */
export function totalText(total: Total, units: readonly string[]): string {
  const shown = shownAs(total.metric, units);
  if (total.value != null) return shown.isTime ? formatMinutes(shown.convert(total.value)) : quantity(total.value, shown);
  const ends = [total.least, total.greatest].filter((v): v is number => v != null);
  return ends.map((v, i) => quantity(v, shown, { unit: i === ends.length - 1 })).join('–');
}

/** Least and greatest beside a mean; empty when they say nothing more. */
export function rangeText(total: Total, units: readonly string[]): string {
  if (total.value == null || total.least == null || total.greatest == null || total.least === total.greatest) return '';
  const shown = shownAs(total.metric, units);
  return `${quantity(total.least, shown, { unit: false })}–${quantity(total.greatest, shown)}`;
}

/** A kilometre or a mile, by the unit in which the person reads distances. */
export interface SplitUnit {
  readonly metres: number;
  readonly label: string;
}

export const splitUnit = (units: readonly string[]): SplitUnit =>
  units.includes('mi') ? { metres: 1609.344, label: 'mi' } : { metres: 1000, label: 'km' };

/** On foot a pace (`5:12 /km`), else a speed (`24.3 km/h`). */
export function speedText(seconds: number, metres: number, family: string, unit: SplitUnit): string {
  if (seconds <= 0 || metres <= 0) return '–';
  if (family === 'foot') return `${formatClock((seconds * unit.metres) / metres)}${THIN}/${unit.label}`;
  const speed = metres / unit.metres / (seconds / 3600);
  return `${formatNumber(speed, 1)}${THIN}${unit.label === 'mi' ? 'mph' : 'km/h'}`;
}

/** A metric that a screen shows without its own total, such as the heart rate of a split. */
export const plainText = (value: number | null, shown: Shown): string =>
  value === null ? '–' : formatNumber(shown.convert(value), shown.decimals);
