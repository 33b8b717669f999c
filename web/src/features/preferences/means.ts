/** Day values as a line for a small chart: by day for a season, by week for a year, by month for more. Pure. */
import type { Day } from '@/lib/dates';
import { daysBetween } from '@/lib/dates';
import { mean } from '@/lib/stats';

export interface Bucket {
  readonly first: Day;
  readonly now: number | null;
  readonly then: number | null;
}

interface Columns {
  readonly date: readonly Day[];
  readonly value: readonly (number | null)[];
}

/** Days to a bucket such that at most about sixty are drawn. */
export function bucketLength(days: number): number {
  if (days <= 62) return 1;
  return days <= 450 ? 7 : Math.ceil(days / 60);
}

/** Means of both orders over the same days. A bucket without any day that has a value is null: a gap. */
export function buckets(now: Columns, then: Columns): Bucket[] {
  const after = new Map(then.date.map((d, i) => [d, then.value[i] ?? null]));
  const before = new Map(now.date.map((d, i) => [d, now.value[i] ?? null]));
  const dates = [...new Set([...now.date, ...then.date])].sort();
  const first = dates[0];
  const last = dates.at(-1);
  if (!first || !last) return [];
  const length = bucketLength(daysBetween(first, last) + 1);
  const groups = new Map<number, Day[]>();
  for (const date of dates) {
    const at = Math.floor(daysBetween(first, date) / length);
    groups.set(at, [...(groups.get(at) ?? []), date]);
  }
  const of = (values: Map<Day, number | null>, days: readonly Day[]): number | null =>
    mean(days.flatMap((d) => values.get(d) ?? []));
  return Array.from({ length: Math.floor(daysBetween(first, last) / length) + 1 }, (_, i) => {
    const days = groups.get(i) ?? [];
    return { first: days[0] ?? '', now: of(before, days), then: of(after, days) };
  });
}
