import { describe, expect, it } from 'vitest';
import { distanceOf, rangeText, speedText, splitUnit, tidied, totalText, type Total } from './totals';
import { elapsedTicks } from './Effort';

const metric = (code: string, unit: string, label: string, scale = 1, decimals = 0): Total['metric'] => ({
  code,
  name: code,
  category: 'activity',
  hue: 'move',
  unit,
  kind: 'sum',
  decimals,
  displayUnits: [
    { unit: label, label, scale, offset: 0, decimals },
    ...(label === 'km' ? [{ unit: 'mi', label: 'mi', scale: 1 / 1609.344, offset: 0, decimals }] : []),
  ],
});
const distance: Total = { metric: metric('workout_distance', 'm', 'km', 0.001, 2), value: 8420 };
const heart: Total = { metric: metric('workout_heart_rate_avg', '/min', 'bpm'), value: 151, least: 96, greatest: 174 };

describe('totals of an effort', () => {
  it('are read in the unit that the person chose', () => {
    expect(totalText(distance, [])).toMatch(/^8\.42\skm$/u);
    expect(totalText(distance, ['mi'])).toMatch(/^5\.23\smi$/u);
  });

  it('show their range beside a mean, and in its place when there is no mean', () => {
    expect(rangeText(heart, [])).toMatch(/^96–174\sbpm$/u);
    expect(totalText({ ...heart, value: null }, [])).toMatch(/^96–174\sbpm$/u);
    expect(rangeText(distance, [])).toBe('');
  });

  it('take the distance from the total that is made for it', () => {
    const other: Total = { metric: metric('distance_cycling', 'm', 'km', 0.001, 2), value: 1 };
    expect(distanceOf([other, distance])).toBe(distance);
    expect(distanceOf([heart])).toBeUndefined();
    expect(distanceOf([{ ...distance, value: null }])).toBeUndefined();
  });
});

describe('the list of totals', () => {
  const of = (code: string, value: number | null, least: number | null = null, greatest: number | null = null): Total => ({
    metric: metric(code, '/min', 'bpm'),
    value,
    least,
    greatest,
  });

  it('says the heart in one line, with its range', () => {
    const found = tidied([of('heart_rate', 98, 98), of('workout_heart_rate_avg', 130), of('workout_heart_rate_max', 149, null, 149)]);
    expect(found).toMatchObject([{ value: 130, least: 98, greatest: 149 }]);
  });

  it('says a distance once that comes under two names, and keeps one that differs', () => {
    const own = of('workout_distance', 5000);
    expect(tidied([of('distance_cycling', 5000), own])).toEqual([own]);
    expect(tidied([of('distance_cycling', 4000), own])).toHaveLength(2);
  });

  it('begins with the way', () => {
    expect(tidied([of('average_met', 9), of('workout_energy', 1), of('workout_distance', 2)]).map((t) => t.metric.code)).toEqual([
      'workout_distance',
      'workout_energy',
      'average_met',
    ]);
  });
});

describe('how fast', () => {
  it('is a pace on foot and a speed on wheels', () => {
    expect(speedText(1500, 5000, 'foot', splitUnit([]))).toMatch(/^5:00\s\/km$/u);
    expect(speedText(3600, 30_000, 'cycle', splitUnit([]))).toMatch(/^30\.0\skm\/h$/u);
    expect(speedText(3600, 16_093.44, 'cycle', splitUnit(['mi']))).toMatch(/^10\.0\smph$/u);
  });

  it('is not said without time or way', () => {
    expect(speedText(0, 100, 'foot', splitUnit([]))).toBe('–');
    expect(speedText(10, 0, 'foot', splitUnit([]))).toBe('–');
  });
});

describe('the axis of an effort', () => {
  it('counts round minutes that have room', () => {
    const ticks = elapsedTicks(0, 3_600_000, (t) => (t / 3_600_000) * 400);
    expect(ticks.map((t) => t.text)).toEqual(['0:00', '10:00', '20:00', '30:00', '40:00', '50:00', '1:00:00']);
  });
});
