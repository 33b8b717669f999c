/**
 * Local days as `YYYY-MM-DD` texts. The server decides which instants a day holds; the app only counts days,
 * so all arithmetic here is on the calendar, without any zone.
 */
export type Day = string;

export type Range = 'day' | 'week' | 'month' | 'year' | 'all';
export const RANGES: readonly Range[] = ['day', 'week', 'month', 'year', 'all'];

export interface Days {
  readonly first: Day;
  readonly last: Day;
}

const MS_A_DAY = 86_400_000;
const DAY_SHAPE = /^\d{4}-\d{2}-\d{2}$/;

const ms = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (instant: number): Day => new Date(instant).toISOString().slice(0, 10);

export function isDay(text: unknown): text is Day {
  return typeof text === 'string' && DAY_SHAPE.test(text) && !Number.isNaN(ms(text)) && dayOf(ms(text)) === text;
}

export function addDays(day: Day, count: number): Day {
  return dayOf(ms(day) + count * MS_A_DAY);
}

/** Days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: Day, b: Day): number {
  return Math.round((ms(b) - ms(a)) / MS_A_DAY);
}

export function addMonths(day: Day, count: number): Day {
  const [year, month, date] = parts(day);
  const months = year * 12 + (month - 1) + count;
  const y = Math.floor(months / 12);
  const m = months - y * 12;
  const longest = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(y, m, Math.min(date, longest)));
}

export function parts(day: Day): [year: number, month: number, date: number] {
  const [y = 0, m = 1, d = 1] = day.split('-').map(Number);
  return [y, m, d];
}

/** 0 is Sunday. */
export const weekday = (day: Day): number => new Date(ms(day)).getUTCDay();

/** First day of the week in a locale, 0 is Sunday; Monday where the browser does not say. */
export function weekStart(locale: string): number {
  type Info = { firstDay: number };
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => Info; weekInfo?: Info };
  const info = known.getWeekInfo?.() ?? known.weekInfo;
  return info ? info.firstDay % 7 : 1;
}

/** The days of the period of a range that holds `day`. `earliest` and `today` bound the range `all`. */
export function periodOf(range: Range, day: Day, start: number, earliest: Day, today: Day): Days {
  switch (range) {
    case 'day':
      return { first: day, last: day };
    case 'week': {
      const first = addDays(day, -((weekday(day) - start + 7) % 7));
      return { first, last: addDays(first, 6) };
    }
    case 'month': {
      const first = `${day.slice(0, 7)}-01`;
      return { first, last: addDays(addMonths(first, 1), -1) };
    }
    case 'year':
      return { first: `${day.slice(0, 4)}-01-01`, last: `${day.slice(0, 4)}-12-31` };
    case 'all':
      return { first: earliest < today ? earliest : today, last: today };
  }
}

/** The same range one period earlier (-1) or later (1), as the day to put in the address. */
export function stepPeriod(range: Range, day: Day, by: number): Day {
  switch (range) {
    case 'day':
      return addDays(day, by);
    case 'week':
      return addDays(day, 7 * by);
    case 'month':
      return addMonths(`${day.slice(0, 7)}-01`, by);
    case 'year':
      return addMonths(`${day.slice(0, 4)}-01-01`, 12 * by);
    case 'all':
      return day;
  }
}

export function eachDay({ first, last }: Days): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, i) => addDays(first, i));
}

/** The calendar day of an instant in a zone. */
export function dayInZone(instant: number, zone: string): Day {
  const f = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return f.format(instant);
}

/** Offset of a zone from UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const f = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const v: Record<string, number> = {};
  for (const p of f.formatToParts(instant)) if (p.type !== 'literal') v[p.type] = Number(p.value);
  const wall = Date.UTC(
    v['year'] ?? 1970,
    (v['month'] ?? 1) - 1,
    v['day'] ?? 1,
    v['hour'] ?? 0,
    v['minute'] ?? 0,
    v['second'] ?? 0,
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant at which a clock in a zone shows `minutes` past midnight of a calendar day. A time that the clock
 * jumps over is the first instant after the jump.
 */
export function instantAt(day: Day, minutes: number, zone: string): number {
  const wall = ms(day) + minutes * 60_000;
  let guess = wall - offsetAt(wall, zone);
  guess = wall - offsetAt(guess, zone);
  const shown = guess + offsetAt(guess, zone);
  return shown === wall ? guess : Math.max(guess, wall - offsetAt(guess - 3 * 3_600_000, zone));
}

/** The instant at which a calendar day begins in a zone. */
export const startOfDay = (day: Day, zone: string): number => instantAt(day, 0, zone);

/** The full hours of a local day that a chart labels, with their hour: 0, 3, … 24. */
export function dayHours(day: Day, zone: string, every: number): { readonly t: number; readonly hour: number }[] {
  const found = [];
  for (let hour = 0; hour <= 24; hour += every) found.push({ t: instantAt(day, hour * 60, zone), hour });
  return found;
}
