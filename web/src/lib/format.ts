/** Numbers, days and times as a person reads them: narrow blanks in thousands, a true minus, en dashes. */
import type { Day, Days, Range } from './dates';

const NARROW = '\u202f';
const MINUS = '\u2212';
/** Between a number and its unit, where both must stay on one line. */
export const THIN = '\u00a0';

let locale = 'en';

/** Sets the locale of every format; called once when the app's language is known. */
export function setFormatLocale(name: string): void {
  locale = name;
  cache.clear();
}
export const formatLocale = (): string => locale;

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function numberFormat(decimals: number, least: number): Intl.NumberFormat {
  const key = `n${decimals}/${least}`;
  let f = cache.get(key) as Intl.NumberFormat | undefined;
  if (!f) {
    f = new Intl.NumberFormat(locale, {
      maximumFractionDigits: decimals,
      minimumFractionDigits: least,
      useGrouping: true,
    });
    cache.set(key, f);
  }
  return f;
}

/** A number with at most, or exactly, `decimals` digits after the point. */
export function formatNumber(value: number, decimals = 0, exact = true): string {
  const rounded = Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value;
  return numberFormat(decimals, exact ? decimals : 0)
    .formatToParts(rounded)
    .map((p) => (p.type === 'group' ? NARROW : p.type === 'minusSign' ? MINUS : p.value))
    .join('');
}

/** With its sign, also a plus: for differences. */
export function formatSigned(value: number, decimals = 0): string {
  const text = formatNumber(Math.abs(value), decimals);
  if (Number(Math.abs(value).toFixed(decimals)) === 0) return text;
  return (value < 0 ? MINUS : '+') + text;
}

export const formatPercent = (share: number): string => `${formatNumber(share * 100)}${NARROW}%`;

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${JSON.stringify(options)}`;
  let f = cache.get(key) as Intl.DateTimeFormat | undefined;
  if (!f) {
    f = new Intl.DateTimeFormat(locale, options);
    cache.set(key, f);
  }
  return f;
}

const calendar = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const onCalendar = (day: Day, options: Intl.DateTimeFormatOptions): string =>
  dateFormat({ timeZone: 'UTC', ...options })
    .format(calendar(day))
    .replaceAll(', ', ' ');

/** `Thursday 19 November`; the year is added when it is not this one. */
export function longDay(day: Day, today?: Day, month: 'long' | 'short' = 'long'): string {
  const other = today !== undefined && today.slice(0, 4) !== day.slice(0, 4);
  return dayFirst(day, { weekday: 'long', month, ...(other ? { year: 'numeric' as const } : {}) });
}
/** `Thu 19 Nov` */
export const shortDay = (day: Day): string => dayFirst(day, { weekday: 'short', month: 'short' });
/** `19 Nov 2026` */
export const dateWithYear = (day: Day): string => dayFirst(day, { month: 'short', year: 'numeric' });
/** `19 Nov` */
export const dateOnly = (day: Day): string => dayFirst(day, { month: 'short' });
export const monthName = (day: Day): string => onCalendar(day, { month: 'long' });
export const shortMonth = (day: Day): string => onCalendar(day, { month: 'short' });
export const monthAndYear = (day: Day): string => onCalendar(day, { month: 'long', year: 'numeric' });
export const weekdayName = (day: Day): string => onCalendar(day, { weekday: 'short' });

/** English dates come day first here, as the rest of the world and the exports write them. */
function dayFirst(day: Day, options: Intl.DateTimeFormatOptions): string {
  if (!locale.startsWith('en')) return onCalendar(day, { day: 'numeric', ...options });
  const found = new Map(
    dateFormat({ timeZone: 'UTC', day: 'numeric', ...options })
      .formatToParts(calendar(day))
      .map((p) => [p.type, p.value]),
  );
  return (['weekday', 'day', 'month', 'year'] as const)
    .map((type) => found.get(type))
    .filter((part): part is string => part !== undefined)
    .join(' ');
}

export function formatSpan({ first, last }: Days): string {
  if (first === last) return dateWithYear(first);
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))}–${dateWithYear(last)}`;
  if (first.slice(0, 4) === last.slice(0, 4)) return `${dateOnly(first)}–${dateWithYear(last)}`;
  return `${dateWithYear(first)}–${dateWithYear(last)}`;
}

/** The name of a period: a day, the span of a week, a month, a year. */
export function periodName(range: Range, days: Days, today: Day): string {
  switch (range) {
    case 'day':
      return longDay(days.first, today);
    case 'month':
      return monthAndYear(days.first);
    case 'year':
      return days.first.slice(0, 4);
    case 'week':
    case 'all':
      return formatSpan(days);
  }
}

/** Time of day, 24 or 12 hours by the locale. */
export function formatTime(instant: number, zone: string): string {
  return dateFormat({ timeZone: zone, hour: '2-digit', minute: '2-digit', ...hours() }).format(instant);
}

/**
 * The day and time of an instant, as short as it can be said on `today`. A value of a whole day stands at its
 * first instant and has no time.
 */
export function formatMoment(instant: number, zone: string, today: Day): string {
  const day = dateFormat({ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const iso = new Map(day.formatToParts(instant).map((p) => [p.type, p.value]));
  const local = `${iso.get('year')}-${iso.get('month')}-${iso.get('day')}`;
  const clock = dateFormat({ timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const wholeDay = /^\D*00\D+00\D+00\D*$/.test(clock.format(instant));
  const time = wholeDay ? '' : ` ${formatTime(instant, zone)}`;
  if (local === today) return wholeDay ? dateOnly(local) : time.trim();
  const apart = (calendar(today) - calendar(local)) / 86_400_000;
  if (apart > 0 && apart < 7) return `${weekdayName(local)}${time}`;
  return local.slice(0, 4) === today.slice(0, 4) ? `${dateOnly(local)}${time}` : dateWithYear(local);
}

/** English is shown with 24 hours unless the person's own locale uses 12. */
function hours(): Intl.DateTimeFormatOptions {
  const own = typeof navigator === 'undefined' ? locale : navigator.language;
  const cycle = new Intl.DateTimeFormat(own, { hour: 'numeric' }).resolvedOptions().hourCycle;
  const twelve = cycle === 'h12' || cycle === 'h11';
  return twelve ? { hourCycle: 'h12' } : { hourCycle: 'h23' };
}

/** Hours and minutes: `7 h 12 min`, `34 min`. */
export function formatMinutes(minutes: number): string {
  const whole = Math.round(minutes);
  const h = Math.floor(whole / 60);
  const m = whole % 60;
  if (h === 0) return `${m}${THIN}min`;
  if (m === 0) return `${h}${THIN}h`;
  return `${h}${THIN}h${THIN}${String(m).padStart(2, '0')}`;
}

/** Minutes and seconds of an effort: `1:02:09`, `24:18`. */
export function formatClock(seconds: number): string {
  const s = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const h = Math.floor(s / 3600);
  const rest = `${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  return h ? `${h}:${rest}` : rest.replace(/^0/, '');
}

export function formatBytes(bytes: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  let i = 0;
  let size = bytes;
  while (size >= 1000 && i < names.length - 1) {
    size /= 1000;
    i += 1;
  }
  return `${formatNumber(size, i > 2 ? 2 : i > 1 && size < 10 ? 1 : 0)}${THIN}${names[i]}`;
}
