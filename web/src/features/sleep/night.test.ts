import { describe, expect, it } from 'vitest';
import { bedTimes, fullHours, nightSpan, regularity, riseAgainstUsual, shares, sinceNoon, stageAt, usualOf } from './night';
import { stagesOf } from '@/charts/stages';

const at = (text: string): number => Date.parse(text);
const none = { restless: 0, outOfBed: 0, unknown: 0 };
const minutes = { inBed: 466, asleep: 14, awake: 34, light: 209, deep: 93, rem: 116, ...none };

describe('stages of a night', () => {
  it('share the time they make up together, and sleep of unknown stage is a row of its own', () => {
    const rows = shares(minutes);
    expect(rows.map((r) => r.row)).toEqual(['awake', 'rem', 'light', 'deep', null]);
    expect(rows.at(-1)?.minutes).toBe(14);
    expect(rows.reduce((sum, r) => sum + r.share, 0)).toBeCloseTo(1, 9);
  });

  it('have no row for the unknown when every stage is known', () => {
    expect(shares({ ...minutes, asleep: 0 }).map((r) => r.row)).not.toContain(null);
  });

  it('count restless and out of bed with awake', () => {
    const rows = shares({ ...minutes, restless: 5, outOfBed: 3, unknown: 2 });
    expect(rows[0]).toMatchObject({ row: 'awake', minutes: 42 });
    expect(rows.at(-1)).toMatchObject({ row: null, minutes: 16 });
    expect(stagesOf({ t: [0, 1], d: [1, 1], stage: ['restless', 'out_of_bed'] }).every((s) => s.row === 'awake')).toBe(true);
  });

  it('share nothing when nothing was said', () => {
    expect(shares({ inBed: 0, asleep: 0, awake: 0, light: 0, deep: 0, rem: 0, ...none }).every((r) => r.share === 0)).toBe(true);
  });

  it('tell the stage at an instant, unknown stage apart from silence', () => {
    const stages = stagesOf({ t: [0, 60_000, 120_000], d: [60_000, 60_000, 60_000], stage: ['deep', 'asleep', 'in_bed'] });
    expect(stageAt(stages, 0)).toBe('deep');
    expect(stageAt(stages, 60_000)).toBeNull();
    expect(stageAt(stages, 130_000)).toBeUndefined();
  });
});

describe('the span of a night', () => {
  it('holds what every device tells, and the time in bed', () => {
    const session = { source: {}, asleepMinutes: 400, minutes, stages: null };
    const span = nightSpan({
      ...session,
      start: '2026-11-18T22:30:00Z',
      end: '2026-11-19T06:00:00Z',
      inBedFrom: '2026-11-18T22:10:00Z',
      inBedTo: null,
      others: [{ ...session, start: '2026-11-18T22:40:00Z', end: '2026-11-19T06:20:00Z', why: '' }],
    });
    expect(span).toEqual([at('2026-11-18T22:10:00Z'), at('2026-11-19T06:20:00Z')]);
  });
});

describe('the clock of the evening before', () => {
  it('counts from noon, over midnight', () => {
    expect(sinceNoon(at('2026-11-18T22:00:00Z'), 'Europe/Berlin')).toBe(11 * 60);
    expect(sinceNoon(at('2026-11-19T06:00:00Z'), 'Europe/Berlin')).toBe(19 * 60);
    expect(sinceNoon(at('2026-11-19T11:00:00Z'), 'Europe/Berlin')).toBe(0);
  });

  it('draws a night over the change of clocks as long as it was lived', () => {
    const [night] = bedTimes(
      [{ date: '2026-10-25', start: '2026-10-24T21:00:00Z', end: '2026-10-25T06:00:00Z', zone: 'Europe/Berlin' }],
      '2026-10-25',
      1,
    );
    expect(night).toEqual({ date: '2026-10-25', from: 11 * 60, to: 20 * 60 });
  });

  it('leaves a place empty for each night that is not known', () => {
    const times = bedTimes(
      [{ date: '2026-11-18', start: '2026-11-17T22:00:00Z', end: '2026-11-18T06:00:00Z', zone: 'UTC' }],
      '2026-11-19',
      3,
    );
    expect(times.map((t) => t?.date ?? null)).toEqual([null, '2026-11-18', null]);
  });
});

describe('regularity', () => {
  const nights = (froms: readonly (number | null)[]) =>
    froms.map((from, i) => (from === null ? null : { date: `2026-11-${String(i + 1).padStart(2, '0')}`, from, to: from + 480 }));

  it('is 100 for the same hours every night', () => {
    expect(regularity(nights([660, 660, 660, 660, 660, 660]))).toBe(100);
  });

  it('falls by the time that two nights do not share', () => {
    // Each pair differs in 2 × 60 minutes of a day: 200 × (1 − 120/1440) − 100.
    expect(regularity(nights([600, 660, 600, 660, 600, 660]))).toBeCloseTo(83.33, 2);
  });

  it('is not said over fewer than five pairs of nights that follow each other', () => {
    expect(regularity(nights([660, null, 660, null, 660, 660, 660]))).toBeNull();
  });
});

describe('what is usual', () => {
  const before = Array.from({ length: 9 }, (_, i) => ({ date: `2026-11-0${i + 1}`, from: 660, to: 1140 + i }));

  it('compares the rising with the middle one of the nights before', () => {
    expect(riseAgainstUsual([...before, { date: '2026-11-10', from: 660, to: 1200 }])).toBe(56);
  });

  it('says nothing after less than a week', () => {
    expect(riseAgainstUsual([...before.slice(0, 6), { date: '2026-11-10', from: 660, to: 1200 }])).toBeNull();
  });

  it('never takes a missing day for zero', () => {
    const value = [400, 410, null, 420, 430, null, 440, 450, 460];
    expect(usualOf([{ metric: { code: 'sleep_duration_total' }, points: { value } }], 'sleep_duration_total')).toEqual({
      low: 415,
      high: 445,
      days: 7,
    });
  });
});

describe('full hours', () => {
  it('follow the clock of a zone with a half hour', () => {
    const hours = fullHours(at('2026-11-18T18:10:00Z'), at('2026-11-18T20:40:00Z'), 'Asia/Kolkata');
    expect(hours.map((t) => new Date(t).toISOString().slice(11, 16))).toEqual(['18:30', '19:30', '20:30']);
  });

  it('count the doubled hour twice when clocks go back', () => {
    expect(fullHours(at('2026-10-25T00:00:00Z'), at('2026-10-25T02:00:00Z'), 'Europe/Berlin')).toHaveLength(3);
  });
});
