import type { ReactNode } from 'react';
import { Chart, type ChartPoint } from './Chart';
import { DayNotes, TimeAxis, ValueAxis, type DayNote, type TimeTick } from './frame';
import { bandPath, cadence, linePath, runs, silences, type Gap, type LinePoint } from './line';
import { gutter, timeScale, valueScale } from './scales';

export interface Frame {
  readonly x: (t: number) => number;
  readonly y: (v: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Under this many points a line would pretend to know what lies between them: dots. */
export const SPARSE = 12;

/**
 * Rates: the mean as a line in the band from least to greatest, broken and hatched where nothing was measured.
 * Body readings come as dots with a trend instead (`dots`, `trend`).
 */
export function BandLine({
  points,
  from,
  to,
  gaps = [],
  trend,
  dots = false,
  selected,
  color = 'var(--hue)',
  dash,
  usual,
  format,
  label = format,
  name,
  ticks,
  summary,
  notes = [],
  height = 264,
  decorate,
  under = 0,
  head = 0,
  tip,
  onEnter,
  onPage,
  onTable,
  onCursor,
  hatch = true,
}: {
  points: readonly LinePoint[];
  /** The span of the axis, epoch ms, half-open. */
  from: number;
  to: number;
  gaps?: readonly (Gap & { readonly label?: string })[];
  trend?: readonly LinePoint[];
  dots?: boolean;
  /** Instant of the chosen point. */
  selected?: number;
  color?: string;
  dash?: string;
  usual?: { readonly low: number; readonly high: number } | null;
  format: (value: number) => string;
  label?: (value: number) => string;
  /** The point's own words: `14 Oct, 08:00`. */
  name: (point: LinePoint) => string;
  ticks: (x: (t: number) => number, width: number) => readonly TimeTick[];
  summary: string;
  notes?: readonly (DayNote & { readonly fromT: number; readonly toT: number })[];
  height?: number;
  /** Drawn behind the line (`below`) and over it. */
  decorate?: (frame: Frame, layer: 'below' | 'over') => ReactNode;
  /** Room under the axis for the feature's own marks. */
  under?: number;
  /** Room over the plot for labels. */
  head?: number;
  tip?: (point: LinePoint) => ReactNode;
  onEnter?: (point: LinePoint) => void;
  onPage?: (by: number) => void;
  onTable?: () => void;
  /** The point under the cursor, for a mark elsewhere. */
  onCursor?: (point: LinePoint | null) => void;
  hatch?: boolean;
}) {
  const known = points.filter((p) => p.v !== null);
  const extremes = known.flatMap((p) => [p.v ?? 0, p.min ?? p.v ?? 0, p.max ?? p.v ?? 0]);
  if (usual) extremes.push(usual.low, usual.high);
  const top = 12 + head;
  const bottom = height - 28 - under - (notes.length ? 20 : 0);
  const scale = valueScale(extremes, { top, bottom, count: height < 210 ? 3 : 5 });
  const left = gutter(scale.ticks.map(format));
  const asDots = dots || known.length < SPARSE;
  const parts = runs(points, gaps);
  const hatched: readonly (Gap & { readonly label?: string })[] = hatch
    ? [...gaps, ...(asDots ? [] : silences(points, gaps))]
    : [];
  const single = cadence(points);
  return (
    <Chart
      summary={summary}
      height={height}
      onPage={onPage}
      onTable={onTable}
      onCursor={onCursor ? (i) => onCursor(i === null ? null : (known[i] ?? null)) : undefined}
      onEnter={onEnter ? (i) => known[i] && onEnter(known[i]) : undefined}
      points={(width): ChartPoint[] => {
        const x = timeScale(from, to, left, width);
        return known.map((p) => ({ x: x(p.t), text: `${name(p)}: ${label(p.v ?? 0)}` }));
      }}
      tip={
        tip
          ? (i) => {
              const p = known[i];
              return p ? tip(p) : null;
            }
          : undefined
      }
      draw={(width, cursor) => {
        const x = timeScale(from, to, left, width);
        const frame: Frame = { x, y: scale, left, right: width, top, bottom };
        const marked = cursor !== null ? known[cursor] : known.find((p) => p.t === selected);
        return (
          <>
            {decorate?.(frame, 'below')}
            <ValueAxis scale={scale} left={left} right={width} label={format} />
            {usual ? (
              <rect
                x={left}
                y={scale(usual.high)}
                width={width - left}
                height={Math.max(1, scale(usual.low) - scale(usual.high))}
                fill={color}
                opacity=".1"
              />
            ) : null}
            {hatched.map((g, i) => {
              const a = Math.max(left, x(g.from));
              const b = Math.min(width, x(g.to));
              if (b - a < 2) return null;
              return (
                <g key={i}>
                  <rect x={a} y={top} width={b - a} height={bottom - top} fill="url(#hatch)" opacity=".7" />
                  {g.label && b - a > 72 ? (
                    <>
                      <rect x={(a + b) / 2 - 40} y={top + 28} width="80" height="20" rx="4" fill="var(--surface)" />
                      <text x={(a + b) / 2} y={top + 42} textAnchor="middle">
                        {g.label}
                      </text>
                    </>
                  ) : null}
                </g>
              );
            })}
            {parts.map((run, i) => {
              if (asDots) return null;
              const band = bandPath(run, x, scale);
              return (
                <g key={i}>
                  {band ? <path d={band} fill={color} opacity=".18" /> : null}
                  {run.length === 1 && run[0] ? (
                    <circle cx={x(run[0].t)} cy={scale(run[0].v ?? 0)} r="1.5" fill={color} />
                  ) : (
                    <path
                      d={linePath(run, x, scale)}
                      fill="none"
                      stroke={color}
                      strokeWidth="1.75"
                      strokeLinejoin="round"
                      strokeDasharray={dash}
                    />
                  )}
                </g>
              );
            })}
            {asDots
              ? known.map((p) => (
                  <g key={p.t}>
                    {p.min != null && p.max != null && p.max > p.min ? (
                      <path
                        d={`M${x(p.t)} ${scale(p.min)}V${scale(p.max)}`}
                        stroke={color}
                        strokeWidth={single > 0 && known.length < 400 ? 4 : 2}
                        strokeLinecap="round"
                        opacity=".25"
                      />
                    ) : null}
                    <circle cx={x(p.t)} cy={scale(p.v ?? 0)} r={known.length > 200 ? 1.75 : 3} fill={color} />
                  </g>
                ))
              : null}
            {trend
              ? runs(trend, gaps, Number.POSITIVE_INFINITY).map((run, i) => (
                  <path
                    key={i}
                    d={linePath(run, x, scale)}
                    fill="none"
                    stroke={color}
                    strokeWidth="2"
                    strokeLinejoin="round"
                  />
                ))
              : null}
            {decorate?.(frame, 'over')}
            {marked ? (
              <g>
                <path d={`M${x(marked.t)} ${top}V${bottom}`} stroke="var(--ink)" opacity=".5" />
                <circle
                  cx={x(marked.t)}
                  cy={scale(marked.v ?? 0)}
                  r="4.5"
                  fill="var(--ink)"
                  stroke="var(--surface)"
                  strokeWidth="1.5"
                />
              </g>
            ) : null}
            <TimeAxis width={width} y={bottom + 20} ticks={ticks(x, width)} />
            <DayNotes
              notes={notes.map((n, i) => ({ ...n, from: i, to: n.fromT === n.toT ? i : i + 0.5 }))}
              y={bottom + 26 + under}
              x={(i) => {
                const note = notes[Math.floor(i)];
                return note ? [x(note.fromT), x(note.toT)] : [0, 0];
              }}
            />
          </>
        );
      }}
    />
  );
}
