import { useWidth } from './useWidth';

export interface RoutePoint {
  readonly t: number;
  readonly lat: number;
  readonly lon: number;
}

const HEIGHT = 300;
const PAD = 24;
const METRES_A_DEGREE = 111_320;
/** A silence longer than this, or a leap, is no line that was walked. */
const LOST_MS = 120_000;
/** Points nearer to each other than this on the screen are one. */
const NEAR_PX = 0.7;

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly t: number;
}

export interface Plan {
  readonly place: (p: RoutePoint) => Placed;
  /** Pixels for a metre. */
  readonly scale: number;
}

/**
 * Fits a route into a box, north up, with the same scale both ways: an equirectangular projection about the
 * middle of the route, which is true to under a thousandth over the length of any workout.
 */
export function planRoute(points: readonly RoutePoint[], width: number, height: number): Plan {
  // Across the 180th meridian longitudes leap by 360; they are counted on from the first point.
  const origin = points[0]?.lon ?? 0;
  const lon = (p: RoutePoint): number => p.lon - origin - Math.round((p.lon - origin) / 360) * 360;
  let [south, north, west, east] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const p of points) {
    south = Math.min(south, p.lat);
    north = Math.max(north, p.lat);
    west = Math.min(west, lon(p));
    east = Math.max(east, lon(p));
  }
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const tall = Math.max((north - south) * METRES_A_DEGREE, 20);
  const wide = Math.max((east - west) * METRES_A_DEGREE * shrink, 20);
  const scale = Math.min((width - 2 * PAD) / wide, (height - 2 * PAD) / tall);
  const left = (width - (east - west) * METRES_A_DEGREE * shrink * scale) / 2;
  const top = (height - (north - south) * METRES_A_DEGREE * scale) / 2;
  return {
    scale,
    place: (p) => ({
      t: p.t,
      x: left + (lon(p) - west) * METRES_A_DEGREE * shrink * scale,
      y: top + (north - p.lat) * METRES_A_DEGREE * scale,
    }),
  };
}

/** Pieces of the way that were recorded without a break, thinned to what a screen can show. */
export function pieces(placed: readonly Placed[]): Placed[][] {
  const out: Placed[][] = [];
  let piece: Placed[] = [];
  let before: Placed | null = null;
  for (const p of placed) {
    if (before && p.t - before.t > LOST_MS) {
      if (piece.at(-1) !== before) piece.push(before);
      out.push(piece);
      piece = [];
    }
    const last = piece.at(-1);
    if (!last || Math.hypot(p.x - last.x, p.y - last.y) >= NEAR_PX) piece.push(p);
    before = p;
  }
  if (before && piece.at(-1) !== before) piece.push(before);
  if (piece.length) out.push(piece);
  return out;
}

/** A round length for the scale bar: 1, 2 or 5 of a power of ten, at most `room` pixels long. */
export function roundLength(scale: number, room: number): number {
  const most = room / scale;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((n) => n * power <= most) ?? 1) * power;
}

const path = (points: readonly Placed[]): string =>
  points.map((p, i) => `${i ? 'L' : 'M'}${Math.round(p.x * 10) / 10} ${Math.round(p.y * 10) / 10}`).join('');

/** The outline of a way: no map beneath, north up, with a scale. A ring is the start, a disc the end. */
export function Route({
  points,
  at,
  summary,
  names,
  metres,
  length,
}: {
  points: readonly RoutePoint[];
  /** Instant at which to mark the place. */
  at: number | null;
  summary: string;
  names: { readonly start: string; readonly end: string };
  /** Length of the scale's unit in metres: 1 for metres, 0.3048 for feet. */
  metres: number;
  /** A length in that unit, as the scale says it. */
  length: (units: number) => string;
}) {
  const [ref, width] = useWidth(640);
  return (
    <div ref={ref} style={{ height: HEIGHT }}>
      {width !== null && points.length ? (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary}>
          <Body points={points} at={at} width={width} names={names} metres={metres} length={length} />
        </svg>
      ) : null}
    </div>
  );
}

function Body({
  points,
  at,
  width,
  names,
  metres,
  length,
}: {
  points: readonly RoutePoint[];
  at: number | null;
  width: number;
  names: { readonly start: string; readonly end: string };
  metres: number;
  length: (units: number) => string;
}) {
  const plan = planRoute(points, width, HEIGHT);
  const placed = points.map(plan.place);
  const parts = pieces(placed);
  const first = placed[0];
  const last = placed.at(-1);
  const bar = roundLength(plan.scale * metres, 120);
  const barWidth = bar * plan.scale * metres;
  const here = at === null ? undefined : nearest(placed, at);
  const apart = first && last ? Math.hypot(first.x - last.x, first.y - last.y) > 40 : false;
  // Above the mark: the way leaves it to a side more often than upwards.
  const label = (p: Placed): { x: number; y: number; textAnchor: 'start' | 'middle' | 'end' } => ({
    x: p.x < 32 ? 0 : p.x > width - 32 ? width : p.x,
    y: p.y - 12,
    textAnchor: p.x < 32 ? 'start' : p.x > width - 32 ? 'end' : 'middle',
  });
  return (
    <>
      {parts.slice(1).map((piece, i) => {
        const from = parts[i]?.at(-1);
        const to = piece[0];
        return from && to ? (
          <path key={i} d={path([from, to])} stroke="var(--hatch)" strokeWidth="1.5" strokeDasharray="2 4" fill="none" />
        ) : null;
      })}
      {parts.map((piece, i) => (
        <path
          key={i}
          d={path(piece)}
          fill="none"
          stroke="var(--hue)"
          strokeWidth="3"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      ))}
      {last ? (
        <>
          <circle cx={last.x} cy={last.y} r="5" fill="var(--ink)" stroke="var(--surface)" strokeWidth="2" />
          {apart ? (
            <text {...label(last)}>
              {names.end}
            </text>
          ) : null}
        </>
      ) : null}
      {first ? (
        <>
          <circle cx={first.x} cy={first.y} r="5" fill="var(--surface)" stroke="var(--ink)" strokeWidth="2.5" />
          <text {...label(first)}>
            {names.start}
          </text>
        </>
      ) : null}
      {here ? <circle cx={here.x} cy={here.y} r="6" fill="var(--accent)" stroke="var(--surface)" strokeWidth="2" /> : null}
      <g>
        <path d={`M2 ${HEIGHT - 14}v6h${barWidth}v-6`} fill="none" stroke="var(--ink-3)" />
        <text x={barWidth + 10} y={HEIGHT - 5}>
          {length(bar)}
        </text>
      </g>
    </>
  );
}

function nearest(placed: readonly Placed[], t: number): Placed | undefined {
  let low = 0;
  let high = placed.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle]?.t ?? 0) < t) low = middle + 1;
    else high = middle;
  }
  return placed[low];
}
