import { BREAK_AFTER, bandPath, cadence, linePath, runs, silences, type Gap, type LinePoint } from './line';
import { SPARSE } from './BandLine';
import { Chart } from './Chart';
import { StageBlocks } from './Hypnogram';
import { ROWS, type Row, type Stage } from './stages';
import { timeScale } from './scales';

/** One measure of the night, on the axis of all the others. */
export interface Lane {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly color: string;
  readonly points: readonly LinePoint[];
  readonly gaps: readonly Gap[];
  readonly format: (value: number) => string;
  readonly height: number;
}

export interface NightTick {
  readonly t: number;
  readonly text: string;
}

const ROW = 36;
const BLOCK = 28;
const TOP = 4;
const LEFT = 64;
const STAGES_END = TOP + ROW * 4 + 4;
const AXIS = 24;
/** Distance of the places the cursor stops at. */
export const STEP_MS = 5 * 60_000;

/** Where the lanes begin and end, from the top of the drawing. */
function laneTops(lanes: readonly Lane[]): number[] {
  const tops: number[] = [];
  let y = STAGES_END;
  for (const lane of lanes) {
    tops.push(y);
    y += lane.height;
  }
  return tops;
}

export function nightHeight(lanes: readonly Lane[]): number {
  return STAGES_END + lanes.reduce((sum, lane) => sum + lane.height, 0) + AXIS;
}

/** The instants at which the cursor stops, from the first to the last of the night. */
export function cursorStops(from: number, to: number): number[] {
  const count = Math.max(1, Math.floor((to - from) / STEP_MS));
  return Array.from({ length: count + 1 }, (_, i) => Math.min(to, from + i * STEP_MS));
}

/** The point of a line that speaks for an instant; null where nothing was measured near it. */
export function pointAt(points: readonly LinePoint[], t: number): LinePoint | null {
  const reach = Math.max(STEP_MS, cadence(points) * (BREAK_AFTER / 2));
  let best: LinePoint | null = null;
  for (const p of points) {
    if (p.v === null || Math.abs(p.t - t) > reach) continue;
    if (!best || Math.abs(p.t - t) < Math.abs(best.t - t)) best = p;
  }
  return best;
}

/**
 * A night on one time axis: stages on top, then a lane for each measure, with one cursor through all of them.
 * What was not measured is hatched, in stages and in lanes.
 */
export function NightAxis({
  from,
  to,
  stages,
  over = [],
  rowNames,
  unknownName,
  lanes,
  ticks,
  begin,
  end,
  say,
  summary,
  onCursor,
  onPage,
  onTable,
}: {
  from: number;
  to: number;
  stages: readonly Stage[];
  /** Stages of other devices, as outlines over the counted ones. */
  over?: readonly (readonly Stage[])[];
  rowNames: Readonly<Record<Row, string>>;
  unknownName: string;
  lanes: readonly Lane[];
  ticks: readonly NightTick[];
  /** Texts at the two ends of the axis. */
  begin: string;
  end: string;
  /** What a reader hears at an instant. */
  say: (t: number) => string;
  summary: string;
  onCursor: (t: number | null) => void;
  onPage?: (by: number) => void;
  onTable?: () => void;
}) {
  const stops = cursorStops(from, to);
  const tops = laneTops(lanes);
  const ground = nightHeight(lanes) - AXIS;
  const plan = (width: number) => {
    const right = width < 480 ? width - 4 : width - 48;
    return { right, x: timeScale(from, to, LEFT, right) };
  };
  return (
    <Chart
      summary={summary}
      height={nightHeight(lanes)}
      onPage={onPage}
      onTable={onTable}
      onCursor={(i) => onCursor(i === null ? null : (stops[i] ?? null))}
      points={(width) => {
        const { x } = plan(width);
        return stops.map((t) => ({ x: x(t), text: say(t) }));
      }}
      draw={(width, cursor) => {
        const { right, x } = plan(width);
        const at = cursor === null ? undefined : stops[cursor];
        const widest = stages
          .filter((s) => s.row === null)
          .sort((a, b) => b.to - b.from - (a.to - a.from))[0];
        return (
          <>
            {ticks.map((tick) => (
              <path key={tick.t} d={`M${x(tick.t)} ${TOP}V${ground}`} stroke="var(--grid)" />
            ))}
            {ROWS.map((row, i) => {
              const y = TOP + i * ROW + ROW / 2 - 4;
              return (
                <g key={row}>
                  <text x={LEFT - 10} y={y + 4} textAnchor="end">
                    {rowNames[row]}
                  </text>
                  <path d={`M${LEFT} ${y}H${right}`} stroke="var(--grid)" />
                </g>
              );
            })}
            <StageBlocks stages={stages} x={x} top={TOP - 4} row={ROW} block={BLOCK} />
            {widest && x(widest.from) - freeFrom(stages, widest.from, x) > 110 && width >= 480 ? (
              <text x={x(widest.from) - 8} y={TOP + 3 * ROW + ROW / 2} textAnchor="end">
                {unknownName}
              </text>
            ) : null}
            {over.map((other, i) => (
              <StageBlocks key={i} stages={other} x={x} top={TOP - 4} row={ROW} block={BLOCK} outline />
            ))}
            {lanes.map((lane, i) => (
              <LaneBody key={lane.key} lane={lane} top={tops[i] ?? 0} x={x} right={right} width={width} to={to} />
            ))}
            {ends(width, right, x, ticks, begin, end).map((tick) => (
              <text
                key={tick.text + String(tick.x)}
                x={tick.x}
                y={ground + 18}
                textAnchor={tick.anchor}
                style={tick.strong ? { fill: 'var(--ink)', fontWeight: 600 } : undefined}
              >
                {tick.text}
              </text>
            ))}
            {at !== undefined ? (
              <g>
                <path d={`M${x(at)} 0V${ground}`} stroke="var(--ink)" strokeWidth="1.25" />
                <circle cx={x(at)} cy="2" r="3" fill="var(--ink)" />
              </g>
            ) : null}
          </>
        );
      }}
    />
  );
}

/** Where the deepest row is empty before an instant, so that a label fits there. */
function freeFrom(stages: readonly Stage[], t: number, x: (t: number) => number): number {
  const deep = stages.filter((s) => s.row === 'deep' && s.to <= t).map((s) => x(s.to));
  return Math.max(LEFT, ...deep);
}

interface AxisText {
  readonly x: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly strong: boolean;
}

/** Hours between the two ends, as many as have room; the ends themselves are strong. */
function ends(
  width: number,
  right: number,
  x: (t: number) => number,
  ticks: readonly NightTick[],
  begin: string,
  end: string,
): AxisText[] {
  const room = Math.max(begin.length, end.length) * 7 + 8;
  const first = ticks[0];
  const second = ticks[1];
  const step = first && second ? x(second.t) - x(first.t) : right - LEFT;
  const every = Math.max(1, Math.ceil(((first?.text.length ?? 2) * 7 + 14) / Math.max(1, step)));
  const narrow = width < 480;
  const leftEdge = narrow ? LEFT + room : LEFT + room / 2;
  const rightEdge = narrow ? right - room : right - room / 2;
  return [
    { x: LEFT, text: begin, anchor: narrow ? 'start' : 'middle', strong: true },
    ...ticks
      .filter((tick, i) => i % every === 0 && x(tick.t) > leftEdge + 10 && x(tick.t) < rightEdge - 10)
      .map((tick): AxisText => ({ x: x(tick.t), text: tick.text, anchor: 'middle', strong: false })),
    { x: right, text: end, anchor: narrow ? 'end' : 'middle', strong: true },
  ];
}

function LaneBody({
  lane,
  top,
  x,
  right,
  width,
  to,
}: {
  lane: Lane;
  top: number;
  x: (t: number) => number;
  right: number;
  width: number;
  to: number;
}) {
  const known = lane.points.filter((p) => p.v !== null);
  const all = known.flatMap((p) => [p.v ?? 0, p.min ?? p.v ?? 0, p.max ?? p.v ?? 0]);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const upper = top + 10;
  const lower = top + lane.height - 8;
  const y = (v: number): number =>
    high === low ? (upper + lower) / 2 : lower - ((v - low) / (high - low)) * (lower - upper);
  const clip = (t: number): number => Math.min(right, Math.max(LEFT, x(t)));
  // A line through a few readings would pretend to know what lies between them.
  const sparse = known.length < SPARSE;
  const hatched = sparse ? lane.gaps : [...lane.gaps, ...silences(lane.points, lane.gaps)];
  return (
    <g>
      <path d={`M0 ${top}H${width}`} stroke="var(--line)" />
      <text x="0" y={top + 16} style={{ fill: 'var(--ink)', fontWeight: 600 }}>
        {lane.label}
      </text>
      <text x="0" y={top + 32} style={{ fill: 'var(--ink-3)' }}>
        {lane.unit}
      </text>
      {hatched.map((gap) =>
        clip(gap.to) - clip(gap.from) > 2 ? (
          <rect
            key={gap.from}
            x={clip(gap.from)}
            y={upper}
            width={clip(gap.to) - clip(gap.from)}
            height={lower - upper}
            fill="url(#hatch)"
          />
        ) : null,
      )}
      {sparse
        ? known.map((p) => <circle key={p.t} cx={clip(Math.min(p.t, to))} cy={y(p.v ?? 0)} r="3" fill={lane.color} />)
        : null}
      {(sparse ? [] : runs(lane.points, lane.gaps)).map((run, i) => {
        const only = run.length === 1 ? run[0] : undefined;
        if (only) {
          return <circle key={i} cx={clip(Math.min(only.t, to))} cy={y(only.v ?? 0)} r="2.5" fill={lane.color} />;
        }
        const band = bandPath(run, x, y);
        return (
          <g key={i}>
            {band ? <path d={band} fill={lane.color} opacity=".2" /> : null}
            <path
              d={linePath(run, x, y)}
              fill="none"
              stroke={lane.color}
              strokeWidth="1.75"
              strokeLinejoin="round"
            />
          </g>
        );
      })}
      {width >= 480 && known.length ? (
        <>
          <text x={right + 8} y={upper + 8} style={{ fill: 'var(--ink-3)' }}>
            {lane.format(high)}
          </text>
          {high > low ? (
            <text x={right + 8} y={lower} style={{ fill: 'var(--ink-3)' }}>
              {lane.format(low)}
            </text>
          ) : null}
        </>
      ) : null}
    </g>
  );
}
