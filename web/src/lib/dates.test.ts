import { describe, expect, it } from 'vitest';
import { addDays, addMonths, dayHours, daysBetween, eachDay, instantAt, isDay, periodOf, startOfDay, stepPeriod } from './dates';

const HOUR = 3_600_000;

describe('calendar', () => {
  it('counts over months, years and leap days', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-03-15', -15)).toBe('2024-12-15');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(eachDay({ first: '2026-02-27', last: '2026-03-01' })).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  });

  it('takes only real days from an address', () => {
    expect(isDay('2026-02-29')).toBe(false);
    expect(isDay('2024-02-29')).toBe(true);
    expect(isDay('2026-2-9')).toBe(false);
    expect(isDay(undefined)).toBe(false);
  });

  it('finds the period that holds a day, with the week beginning where the locale says', () => {
    expect(periodOf('week', '2026-11-19', 1, '', '')).toEqual({ first: '2026-11-16', last: '2026-11-22' });
    expect(periodOf('week', '2026-11-22', 0, '', '')).toEqual({ first: '2026-11-22', last: '2026-11-28' });
    expect(periodOf('month', '2024-02-10', 1, '', '')).toEqual({ first: '2024-02-01', last: '2024-02-29' });
    expect(periodOf('year', '2026-05-05', 1, '', '')).toEqual({ first: '2026-01-01', last: '2026-12-31' });
    expect(periodOf('all', '2026-05-05', 1, '2016-01-02', '2026-11-24')).toEqual({
      first: '2016-01-02',
      last: '2026-11-24',
    });
  });

  it('turns to the neighbouring period', () => {
    expect(stepPeriod('month', '2026-01-31', -1)).toBe('2025-12-01');
    expect(stepPeriod('week', '2026-11-16', 1)).toBe('2026-11-23');
    expect(stepPeriod('year', '2026-07-01', -1)).toBe('2025-01-01');
  });
});

describe('local days as instants', () => {
  it('a day has 23 hours in spring and 25 in autumn', () => {
    const length = (day: string, zone: string) => (startOfDay(addDays(day, 1), zone) - startOfDay(day, zone)) / HOUR;
    expect(length('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(length('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(length('2026-11-19', 'Asia/Kathmandu')).toBe(24);
  });

  it('begins at the first instant where midnight does not exist', () => {
    // São Paulo's clocks jumped from midnight to one.
    for (const day of ['2018-11-04', '2017-10-15']) {
      const start = startOfDay(day, 'America/Sao_Paulo');
      const text = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Sao_Paulo', dateStyle: 'short' });
      expect(text.format(start)).toBe(day);
      expect(text.format(start - 1)).toBe(addDays(day, -1));
    }
  });

  it('labels hours by the clock, also on the long day', () => {
    const hours = dayHours('2026-10-25', 'Europe/Berlin', 6);
    expect(hours.map((h) => h.hour)).toEqual([0, 6, 12, 18, 24]);
    expect((hours[1]?.t ?? 0) - (hours[0]?.t ?? 0)).toBe(7 * HOUR);
    expect(instantAt('2026-11-19', 90, 'UTC')).toBe(Date.UTC(2026, 10, 19, 1, 30));
  });
});
