import { afterEach, describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatMinutes,
  formatMoment,
  formatNumber,
  formatSigned,
  formatSpan,
  longDay,
  periodName,
  setFormatLocale,
  shortDay,
} from './format';

afterEach(() => setFormatLocale('en'));

describe('numbers', () => {
  it('group by narrow blanks and carry a true minus', () => {
    expect(formatNumber(1_234_567)).toBe('1\u202f234\u202f567');
    expect(formatNumber(-3.25, 1)).toBe('\u22123.3');
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatSigned(457)).toBe('+457');
    expect(formatSigned(-0.2, 1)).toBe('\u22120.2');
    expect(formatSigned(0)).toBe('0');
  });

  it('follow the decimal sign of the language', () => {
    setFormatLocale('de');
    expect(formatNumber(71.4, 1)).toBe('71,4');
  });

  it('name sizes and times', () => {
    expect(formatBytes(1_840_000_000)).toBe('1.84\u00a0GB');
    expect(formatBytes(950)).toBe('950\u00a0B');
    expect(formatMinutes(432)).toBe('7\u00a0h\u00a012');
    expect(formatMinutes(34.4)).toBe('34\u00a0min');
    expect(formatClock(3729)).toBe('1:02:09');
    expect(formatClock(125)).toBe('2:05');
  });
});

describe('days', () => {
  it('come day first, with the year only when it is another', () => {
    expect(longDay('2026-11-19', '2026-11-24')).toBe('Thursday 19 November');
    expect(longDay('2025-11-19', '2026-11-24')).toBe('Wednesday 19 November 2025');
    expect(shortDay('2026-10-14')).toBe('Wed 14 Oct');
    expect(formatSpan({ first: '2026-11-16', last: '2026-11-22' })).toBe('16–22 Nov 2026');
    expect(formatSpan({ first: '2024-01-03', last: '2026-11-18' })).toBe('3 Jan 2024–18 Nov 2026');
    expect(periodName('month', { first: '2026-10-01', last: '2026-10-31' }, '2026-11-24')).toBe('October 2026');
  });

  it('an instant is said as shortly as its distance from today allows', () => {
    const at = Date.UTC(2026, 10, 17, 6, 10);
    expect(formatMoment(at, 'UTC', '2026-11-17')).toMatch(/^0?6:10/);
    expect(formatMoment(at, 'UTC', '2026-11-19')).toMatch(/^Tue 0?6:10/);
    expect(formatMoment(at, 'UTC', '2027-03-01')).toBe('17 Nov 2026');
    const midnight = Date.UTC(2026, 10, 17);
    expect(formatMoment(midnight, 'UTC', '2026-11-17')).toBe('17 Nov');
    expect(formatMoment(midnight, 'UTC', '2026-11-19')).toBe('Tue');
  });
});
