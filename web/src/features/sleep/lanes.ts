import type { MessageDescriptor } from '@lingui/core';
import type { SeriesColumns } from '@/api/columns';
import type { MetricFieldsFragment } from '@/api/generated/graphql';
import type { Lane } from '@/charts/NightAxis';
import type { LinePoint } from '@/charts/line';
import { formatNumber } from '@/lib/format';
import { shownAs, type Shown } from '@/lib/quantity';
import { LANES, PER_MINUTE } from './words';

interface MeasuredSeries {
  readonly metric: MetricFieldsFragment;
  readonly points: SeriesColumns;
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
}

export interface MeasuredLane extends Lane {
  readonly shown: Shown;
}

const HEIGHT_OF_ONE = 48;

/** The lanes of a night in the person's units, and the names of what was not measured in it. */
export function lanesOf(
  series: readonly MeasuredSeries[],
  units: readonly string[],
  [from, to]: readonly [number, number],
  say: (name: MessageDescriptor) => string,
): { lanes: MeasuredLane[]; missing: string[] } {
  const lanes: MeasuredLane[] = [];
  const missing: string[] = [];
  for (const wanted of LANES) {
    const found = wanted.codes
      .flatMap((code) => series.filter((s) => s.metric.code === code))
      .map((s) => ({ s, known: s.points.v.filter((v) => v !== null).length }))
      .filter((c) => c.known > 0)
      .sort((a, b) => b.known - a.known)[0];
    if (!found) {
      missing.push(say(wanted.name));
      continue;
    }
    const { metric, points, gaps } = found.s;
    const shown = shownAs(metric, units);
    lanes.push({
      key: metric.code,
      label: say(wanted.name),
      unit: shown.unit === '/min' ? say(PER_MINUTE) : shown.unit,
      shown,
      color: `var(--${metric.hue})`,
      height: found.known > 1 ? wanted.height : HEIGHT_OF_ONE,
      format: (v) => formatNumber(v, shown.decimals),
      points: within(
        points.t.map((t, i) => ({
          t,
          v: converted(points.v[i], shown),
          min: converted(points.min?.[i], shown),
          max: converted(points.max?.[i], shown),
        })),
        from,
        to,
      ),
      gaps: gaps.map((g) => ({ from: Date.parse(g.from), to: Date.parse(g.to) })),
    });
  }
  return { lanes, missing };
}

/** Points on the axis. One value for the whole night may be dated just before it: then it stands at its edge. */
function within(points: readonly LinePoint[], from: number, to: number): LinePoint[] {
  const inside = points.filter((p) => from <= p.t && p.t <= to);
  if (inside.some((p) => p.v !== null)) return inside;
  return points.filter((p) => p.v !== null).map((p) => ({ ...p, t: Math.min(to, Math.max(from, p.t)) }));
}

const converted = (value: number | null | undefined, shown: Shown): number | null =>
  value === null || value === undefined ? null : shown.convert(value);

/** Mean of a lane's points, each counted alike. */
export function laneMean(lane: Lane): number | null {
  const known = lane.points.flatMap((p) => (p.v === null ? [] : [p.v]));
  return known.length ? known.reduce((a, b) => a + b, 0) / known.length : null;
}
