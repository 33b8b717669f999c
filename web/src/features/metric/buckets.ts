/** From the days of a period to what its chart shows. Pure; missing stays null. */
import type { DayColumns } from '@/api/columns';
import { addDays, periodOf, type Day, type Range } from '@/lib/dates';
import { known, mean } from '@/lib/stats';

export interface DayValue {
  readonly day: Day;
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly n: number;
  readonly source: number | null;
  readonly complete: boolean;
}

export function dayValues(columns: DayColumns): DayValue[] {
  return columns.date.map((day, i) => ({
    day,
    value: columns.value[i] ?? null,
    min: columns.min[i] ?? null,
    max: columns.max[i] ?? null,
    n: columns.n[i] ?? 0,
    source: columns.source[i] ?? null,
    complete: columns.complete[i] ?? false,
  }));
}

/** Days that count in an average: with a value, and whole. Today so far would pull it down. */
export const whole = (days: readonly DayValue[]): DayValue[] => days.filter((d) => d.value !== null && d.complete);

export interface PeriodStats {
  readonly mean: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly withData: number;
  /** Days of the period that have been lived. */
  readonly lived: number;
  readonly missing: number;
  readonly incomplete: readonly Day[];
}

export function periodStats(days: readonly DayValue[], today: Day): PeriodStats {
  const lived = days.filter((d) => d.day <= today);
  const counted = known(whole(lived).map((d) => d.value));
  const withData = lived.filter((d) => d.value !== null);
  return {
    mean: mean(counted),
    lowest: counted.length ? Math.min(...counted) : null,
    highest: counted.length ? Math.max(...counted) : null,
    withData: withData.length,
    lived: lived.length,
    missing: lived.length - withData.length,
    incomplete: withData.filter((d) => !d.complete).map((d) => d.day),
  };
}

/** The share by which a mean differs from the one before; null when one is unknown or the base is nothing. */
export function change(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : (now - before) / Math.abs(before);
}

export interface Bucket {
  /** First day. */
  readonly day: Day;
  readonly last: Day;
  /** Mean per whole day. */
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly days: number;
}

/** Weeks or months, each as its mean day, with the least and greatest that any day in it saw. */
export function buckets(days: readonly DayValue[], by: Extract<Range, 'week' | 'month'>, weekStart: number): Bucket[] {
  const out: { day: Day; last: Day; days: DayValue[] }[] = [];
  for (const d of days) {
    const span = periodOf(by, d.day, weekStart, d.day, d.day);
    const last = out[out.length - 1];
    if (last && last.last >= d.day) last.days.push(d);
    else out.push({ day: span.first, last: span.last, days: [d] });
  }
  return out.map((b) => {
    const counted = whole(b.days);
    const lows = known(b.days.map((d) => d.min ?? d.value));
    const highs = known(b.days.map((d) => d.max ?? d.value));
    return {
      day: b.day,
      last: b.last,
      value: mean(known(counted.map((d) => d.value))),
      min: lows.length ? Math.min(...lows) : null,
      max: highs.length ? Math.max(...highs) : null,
      days: counted.length,
    };
  });
}

/** How a metric is drawn. */
export type Look = 'bars' | 'line' | 'dots';

export function lookOf(kind: string, category: string): Look {
  if (kind === 'sum' || kind === 'duration') return 'bars';
  return category === 'body' ? 'dots' : 'line';
}

/** The period before one, of the same length. */
export function periodBefore(range: Range, first: Day, weekStart: number): { first: Day; last: Day } | null {
  return range === 'all' ? null : periodOf(range, addDays(first, -1), weekStart, first, first);
}

/** Comma-separated values of the days of a period, for a spreadsheet. */
export function daysAsCsv(days: readonly DayValue[], sources: readonly { readonly name: string }[], unit: string): string {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const cell = (v: number | null): string => (v === null ? '' : String(v));
  const rows = days.map((d) =>
    [
      d.day,
      cell(d.value),
      cell(d.min),
      cell(d.max),
      String(d.n),
      d.source === null ? '' : quote(sources[d.source]?.name ?? ''),
      d.complete ? 'yes' : 'no',
    ].join(','),
  );
  return [`day,value (${unit}),least,greatest,samples,source,complete`, ...rows, ''].join('\n');
}
