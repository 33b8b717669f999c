import { linePath, runs, type LinePoint } from './line';
import { barPath } from './frame';
import { useWidth } from './useWidth';
import type { ReactNode } from 'react';

const HEIGHT = 44;

function Sized({ summary, height = HEIGHT, children }: { summary: string; height?: number; children: (width: number) => ReactNode }) {
  const [ref, width] = useWidth(236);
  return (
    <div ref={ref} style={{ height }}>
      {width !== null ? (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
          {children(width)}
        </svg>
      ) : null}
    </div>
  );
}

export interface SparkDay {
  readonly value: number | null;
  readonly complete: boolean;
}

/** Fourteen days of a count; today is ink, what is missing is hatched. */
export function SparkBars({ days, summary }: { days: readonly SparkDay[]; summary: string }) {
  const highest = Math.max(0, ...days.map((d) => d.value ?? 0)) || 1;
  return (
    <Sized summary={summary}>
      {(width) => {
        const step = width / Math.max(1, days.length);
        const wide = step * 0.68;
        const ground = HEIGHT - 1;
        return (
          <>
            {days.map((d, i) => {
              const x = step * i + (step - wide) / 2;
              const last = i === days.length - 1;
              if (d.value === null) {
                return <rect key={i} x={x} y="2" width={wide} height={ground - 2} fill="url(#hatch)" opacity=".75" />;
              }
              const y = ground - (d.value / highest) * (ground - 2);
              return (
                <g key={i}>
                  {d.complete ? null : (
                    <rect x={x} y="2" width={wide} height={Math.max(0, y - 3)} fill="url(#hatch)" opacity=".75" />
                  )}
                  <path d={barPath(x, y, wide, ground)} fill={last ? 'var(--ink)' : 'var(--hue)'} />
                </g>
              );
            })}
            <path d={`M0 ${HEIGHT - 0.5}H${width}`} stroke="var(--line)" />
          </>
        );
      }}
    </Sized>
  );
}

/** Fourteen days of a rate in the band of what is usual; the newest is a dot of ink. */
export function SparkLine({
  days,
  usual,
  dots = false,
  summary,
}: {
  days: readonly SparkDay[];
  usual: { readonly low: number; readonly high: number } | null;
  /** Readings of the body: dots with their trend. */
  dots?: boolean;
  summary: string;
}) {
  const points: LinePoint[] = days.map((d, i) => ({ t: i, v: d.value }));
  const known = points.filter((p) => p.v !== null);
  const all = known.map((p) => p.v ?? 0).concat(usual ? [usual.low, usual.high] : []);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const y = (v: number): number => (high === low ? HEIGHT / 2 : HEIGHT - 5 - ((v - low) / (high - low)) * (HEIGHT - 10));
  const last = known.at(-1);
  return (
    <Sized summary={summary}>
      {(width) => {
        const x = (t: number): number => 4 + (t / Math.max(1, days.length - 1)) * (width - 9);
        return (
          <>
            {usual ? (
              <rect
                width={width}
                y={y(usual.high)}
                height={Math.max(2, y(usual.low) - y(usual.high))}
                fill="var(--hue)"
                opacity=".13"
              />
            ) : null}
            {dots
              ? null
              : days.map((d, i) =>
                  d.value === null && i > 0 && i < days.length - 1 ? (
                    <rect
                      key={i}
                      x={x(i - 0.5)}
                      y="0"
                      width={x(i + 0.5) - x(i - 0.5)}
                      height={HEIGHT}
                      fill="url(#hatch)"
                      opacity=".6"
                    />
                  ) : null,
                )}
            {(dots ? (known.length > days.length / 2 ? [known] : []) : runs(points, [], 1.5)).map((run, i) =>
              run.length > 1 ? (
                <path
                  key={i}
                  d={linePath(run, x, y)}
                  fill="none"
                  stroke="var(--hue)"
                  strokeWidth="1.75"
                  strokeLinejoin="round"
                  opacity={dots ? 0.45 : 1}
                />
              ) : run[0] && !dots ? (
                <circle key={i} cx={x(run[0].t)} cy={y(run[0].v ?? 0)} r="1.75" fill="var(--hue)" />
              ) : null,
            )}
            {dots ? known.map((p) => <circle key={p.t} cx={x(p.t)} cy={y(p.v ?? 0)} r="2.5" fill="var(--hue)" />) : null}
            {last ? (
              <circle
                cx={x(last.t)}
                cy={y(last.v ?? 0)}
                r="4.5"
                fill="var(--ink)"
                stroke="var(--surface)"
                strokeWidth="1.5"
              />
            ) : null}
          </>
        );
      }}
    </Sized>
  );
}

export interface StripSpan {
  readonly from: number;
  readonly to: number;
  /** Which of the sources: neighbours are told apart by their shade, the marks below say who is who. */
  readonly order: number;
}

/** The day's hours and who counted when; what is still to come is dotted. */
export function DayStrip({
  spans,
  from,
  to,
  until,
  summary,
}: {
  spans: readonly StripSpan[];
  from: number;
  to: number;
  /** The end of what has been lived. */
  until: number;
  summary: string;
}) {
  return (
    <Sized summary={summary} height={6}>
      {(width) => {
        const x = (t: number): number => Math.min(width, Math.max(0, ((t - from) / (to - from || 1)) * width));
        const shades = ['var(--ink-2)', 'color-mix(in srgb, var(--ink-2) 62%, var(--surface))', 'var(--line-strong)'];
        return (
          <>
            <rect width={x(until)} height="6" fill="color-mix(in srgb, var(--ink) 9%, var(--surface))" />
            {spans.map((s, i) => (
              <rect
                key={i}
                x={x(s.from)}
                width={Math.max(1, x(s.to) - x(s.from))}
                height="6"
                fill={shades[Math.min(s.order, shades.length - 1)]}
              />
            ))}
            {until < to ? <path d={`M${x(until)} 3H${width}`} stroke="var(--hatch)" strokeDasharray="2 3" /> : null}
          </>
        );
      }}
    </Sized>
  );
}
