import { describe, expect, it } from 'vitest';
import { mean, quantile, trend, usual } from './stats';

describe('sums over days', () => {
  it('never count a missing day as nothing', () => {
    expect(mean([])).toBeNull();
    expect(trend([1, null, 3], 1)).toEqual([1, 2, 3]);
    expect(trend([null, null, null], 1)).toEqual([null, null, null]);
  });

  it('say what is usual only from seven days on', () => {
    expect(usual([1, 2, 3, null, 4, 5, 6])).toBeNull();
    expect(usual([10, 11, 12, 13, 14, 15, 16, null])).toEqual({ low: 11.5, high: 14.5, days: 7 });
  });

  it('interpolate between order statistics', () => {
    expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5);
    expect(quantile([7], 0.9)).toBe(7);
  });
});
