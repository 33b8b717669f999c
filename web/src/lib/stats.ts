/** Small sums that screens need over day columns. Missing is null and never counts as 0. */

export const known = (values: readonly (number | null)[]): number[] => values.filter((v): v is number => v !== null);

export function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
}

/** Quantile by linear interpolation between order statistics; `q` from 0 to 1. */
export function quantile(values: readonly number[], q: number): number | null {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const a = sorted[low] ?? 0;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] ?? a;
  return a + (b - a) * (at - low);
}

export interface Usual {
  readonly low: number;
  readonly high: number;
  readonly days: number;
}

/** Fewer whole days than this say nothing about what is usual. */
export const DAYS_FOR_USUAL = 7;

/** The middle half of the days that are known: what is usual for this person. */
export function usual(values: readonly (number | null)[]): Usual | null {
  const v = known(values);
  const low = quantile(v, 0.25);
  const high = quantile(v, 0.75);
  if (v.length < DAYS_FOR_USUAL || low === null || high === null) return null;
  return { low, high, days: v.length };
}

/** Centred moving mean over days; a place with no value near it stays empty. */
export function trend(values: readonly (number | null)[], reach: number): (number | null)[] {
  return values.map((_, i) => {
    const near = known(values.slice(Math.max(0, i - reach), i + reach + 1));
    return near.length ? mean(near) : null;
  });
}

export const clamp = (v: number, low: number, high: number): number => Math.min(high, Math.max(low, v));
