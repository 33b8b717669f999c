/** Splits of a route: each kilometre or mile, how long it took and how the heart beat. Pure. */
import type { RouteColumns, SeriesColumns } from '@/api/columns';

const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Great-circle distance by the haversine formula, in metres. */
export function distance(aLat: number, aLon: number, bLat: number, bLon: number): number {
  const dLat = (bLat - aLat) * RADIANS;
  const dLon = (bLon - aLon) * RADIANS;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(aLat * RADIANS) * Math.cos(bLat * RADIANS) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Split {
  /** Counted from 1. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** Metres; shorter than the rest for the last one. */
  readonly metres: number;
  /** Seconds without pauses. */
  readonly seconds: number;
  readonly heart: number | null;
}

/** Milliseconds of a span that lie outside all pauses; pauses do not overlap each other. */
export const movingMs = (span: Span, pauses: readonly Span[]): number =>
  span.to -
  span.from -
  pauses.reduce((sum, p) => sum + Math.max(0, Math.min(span.to, p.to) - Math.max(span.from, p.from)), 0);

/** Mean of a series inside a span, each point counted alike; null when nothing was measured. */
export function meanIn(points: Pick<SeriesColumns, 't' | 'v'>, span: Span): number | null {
  let sum = 0;
  let n = 0;
  points.t.forEach((t, i) => {
    const v = points.v[i];
    if (v == null || t < span.from || t >= span.to) return;
    sum += v;
    n += 1;
  });
  return n ? sum / n : null;
}

/** A rest of the way shorter than this share of a split is not listed. */
const LEAST_REST = 0.05;

/** Cuts a route every `length` metres; where a cut falls between two fixes, its time is interpolated. */
export function splits(
  route: RouteColumns,
  length: number,
  pauses: readonly Span[],
  heart: Pick<SeriesColumns, 't' | 'v'>,
): Split[] {
  const found: Split[] = [];
  let begun = route.t[0] ?? 0;
  let gone = 0;
  const close = (to: number, metres: number) => {
    const span = { from: begun, to };
    found.push({
      number: found.length + 1,
      ...span,
      metres,
      seconds: movingMs(span, pauses) / 1000,
      heart: meanIn(heart, span),
    });
    begun = to;
  };
  for (let i = 1; i < route.t.length; i += 1) {
    const [t0, t1] = [route.t[i - 1] ?? 0, route.t[i] ?? 0];
    const step = distance(route.lat[i - 1] ?? 0, route.lon[i - 1] ?? 0, route.lat[i] ?? 0, route.lon[i] ?? 0);
    let used = 0;
    while (step > 0 && gone + step - used >= length) {
      used += length - gone;
      close(t0 + ((t1 - t0) * used) / step, length);
      gone = 0;
    }
    gone += step - used;
  }
  if (gone > length * LEAST_REST) close(route.t.at(-1) ?? begun, gone);
  return found;
}
