import { describe, expect, it } from 'vitest';
import { bandPath, cadence, linePath, runs, silences } from './line';

const at = (t: number, v: number | null = 1) => ({ t, v, min: v === null ? null : v - 1, max: v === null ? null : v + 1 });

describe('lines', () => {
  it('break where nothing was measured for two and a half of the usual distances', () => {
    const points = [at(0), at(10), at(20), at(44), at(70)];
    expect(cadence(points)).toBe(24);
    expect(runs([at(0), at(10), at(20), at(46), at(56)], [], 25)).toHaveLength(2);
    expect(runs([at(0), at(10), at(20), at(45), at(55)], [], 25)).toHaveLength(1);
  });

  it('break at nulls and at named gaps, and never draw across', () => {
    expect(runs([at(0), at(1, null), at(2)]).map((r) => r.length)).toEqual([1, 1]);
    expect(runs([at(0), at(10), at(20)], [{ from: 11, to: 19 }])).toHaveLength(2);
    expect(runs([])).toEqual([]);
  });

  it('hatch what is silent, once', () => {
    const points = [at(0), at(10), at(20), at(120), at(130)];
    expect(silences(points)).toEqual([{ from: 20, to: 120 }]);
    expect(silences(points, [{ from: 30, to: 110 }])).toEqual([]);
  });

  it('draw a band only where least and greatest are known', () => {
    const same = (n: number) => n;
    expect(linePath([at(0), at(1, 2)], same, same)).toBe('M0 1L1 2');
    expect(bandPath([at(0), at(1, 2)], same, same)).toBe('M0 2L1 3L1 1L0 0Z');
    expect(bandPath([{ t: 0, v: 1 }, { t: 1, v: 1 }], same, same)).toBe('');
  });
});
