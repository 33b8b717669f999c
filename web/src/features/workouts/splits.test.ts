import { describe, expect, it } from 'vitest';
import { distance, meanIn, movingMs, splits } from './splits';

/** Due north at a constant pace: one fix every `every` seconds, `step` metres apart. */
function north(fixes: number, step: number, every: number) {
  const degrees = step / 111_194.93;
  return {
    t: Array.from({ length: fixes }, (_, i) => i * every * 1000),
    lat: Array.from({ length: fixes }, (_, i) => 50 + i * degrees),
    lon: Array.from({ length: fixes }, () => 8),
    alt: null,
    speed: null,
  };
}
const NO_HEART = { t: [], v: [] };

describe('distance', () => {
  it('is that of a great circle', () => {
    // Berlin to Paris, about 878 km.
    expect(distance(52.52, 13.405, 48.8566, 2.3522) / 1000).toBeCloseTo(877.5, 0);
    expect(distance(1, 1, 1, 1)).toBe(0);
  });
});

describe('splits', () => {
  it('cut every kilometre, between two fixes where the cut falls there', () => {
    // 7 m every 2 s: a kilometre takes 285.7 s and ends between fixes.
    const found = splits(north(601, 7, 2), 1000, [], NO_HEART);
    expect(found.map((s) => s.number)).toEqual([1, 2, 3, 4, 5]);
    expect(found[0]?.seconds).toBeCloseTo(285.7, 0);
    expect(found[3]?.seconds).toBeCloseTo(285.7, 0);
    expect(found[4]?.metres).toBeCloseTo(200, 0);
  });

  it('leave out a rest that is hardly any way', () => {
    expect(splits(north(1021, 1, 1), 1000, [], NO_HEART)).toHaveLength(1);
  });

  it('do not count pauses as time', () => {
    const found = splits(north(1011, 1, 1), 1000, [{ from: 100_000, to: 160_000 }], NO_HEART);
    expect(found[0]?.seconds).toBeCloseTo(940, 0);
  });

  it('never take a stretch without heart rate for zero', () => {
    const found = splits(north(2001, 1, 1), 1000, [], { t: [10_000, 20_000], v: [120, 140] });
    expect(found.map((s) => s.heart)).toEqual([130, null]);
  });

  it('count several lengths inside one long step', () => {
    expect(splits(north(2, 3500, 600), 1000, [], NO_HEART).map((s) => Math.round(s.metres))).toEqual([1000, 1000, 1000, 500]);
  });

  it('are none without a way', () => {
    expect(splits({ t: [], lat: [], lon: [], alt: null, speed: null }, 1000, [], NO_HEART)).toEqual([]);
  });
});

describe('time without pauses', () => {
  it('takes off only what lies inside', () => {
    expect(movingMs({ from: 0, to: 100 }, [{ from: -50, to: 10 }, { from: 90, to: 200 }])).toBe(80);
  });
});

describe('the mean of a stretch', () => {
  it('includes its beginning and not its end', () => {
    expect(meanIn({ t: [0, 10, 20], v: [1, null, 9] }, { from: 0, to: 20 })).toBe(1);
  });
});
