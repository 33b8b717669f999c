import { describe, expect, it } from 'vitest';
import { buckets, change, daysAsCsv, lookOf, periodBefore, periodStats, type DayValue } from './buckets';

const day = (date: string, value: number | null, extra: Partial<DayValue> = {}): DayValue => ({
  day: date,
  value,
  min: value,
  max: value,
  n: value === null ? 0 : 1,
  source: value === null ? null : 0,
  complete: value !== null,
  ...extra,
});

describe('figures of a period', () => {
  const days = [
    day('2026-11-01', 100),
    day('2026-11-02', null),
    day('2026-11-03', 300),
    day('2026-11-04', 10, { complete: false }),
    day('2026-11-05', null),
  ];

  it('leave missing and unfinished days out of the mean, and do not count the future', () => {
    const stats = periodStats(days, '2026-11-04');
    expect(stats).toMatchObject({ mean: 200, lowest: 100, highest: 300, withData: 3, lived: 4, missing: 1 });
    expect(stats.incomplete).toEqual(['2026-11-04']);
  });

  it('compare only what is known', () => {
    expect(change(106, 100)).toBeCloseTo(0.06);
    expect(change(94, 100)).toBeCloseTo(-0.06);
    expect(change(1, 0)).toBeNull();
    expect(change(null, 5)).toBeNull();
  });
});

describe('weeks and months', () => {
  it('are the mean whole day, with the extremes of every day', () => {
    const found = buckets(
      [day('2026-11-01', 10), day('2026-11-02', 20), day('2026-11-03', 40, { min: 5, max: 90 }), day('2026-11-04', null)],
      'week',
      1,
    );
    expect(found.map((b) => [b.day, b.last, b.value, b.days])).toEqual([
      ['2026-10-26', '2026-11-01', 10, 1],
      ['2026-11-02', '2026-11-08', 30, 2],
    ]);
    expect([found[1]?.min, found[1]?.max]).toEqual([5, 90]);
  });

  it('stay empty where no day is known', () => {
    expect(buckets([day('2026-11-01', null)], 'month', 1)[0]?.value).toBeNull();
  });
});

it('counts are bars, body readings dots, rates lines', () => {
  expect([lookOf('sum', 'activity'), lookOf('last', 'body'), lookOf('mean', 'vitals')]).toEqual(['bars', 'dots', 'line']);
});

it('the month before March is all of February', () => {
  expect(periodBefore('month', '2026-03-01', 1)).toEqual({ first: '2026-02-01', last: '2026-02-28' });
  expect(periodBefore('all', '2026-03-01', 1)).toBeNull();
});

it('a spreadsheet gets nothing for a missing value, and names with quotes', () => {
  const csv = daysAsCsv([day('2026-11-01', 1.5), day('2026-11-02', null)], [{ name: 'Eve’s "Watch"' }], 'kg');
  expect(csv.split('\n')[1]).toBe('2026-11-01,1.5,1.5,1.5,1,"Eve’s ""Watch""",yes');
  expect(csv.split('\n')[2]).toBe('2026-11-02,,,,0,,no');
});
