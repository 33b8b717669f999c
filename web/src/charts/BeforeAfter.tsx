import { Chart } from './Chart';
import { TimeAxis, ValueAxis } from './frame';
import { linePath, runs, silences } from './line';
import { gutter, spread, valueScale } from './scales';

export interface BeforeAfterPoint {
  /** Under the axis: `Oct 25`. */
  readonly label: string;
  readonly now: number | null;
  readonly then: number | null;
}

const HEIGHT = 176;
const TOP = 12;
const BOTTOM = 150;

/** The same days under two rules: as it is, dashed; as it would be, in ink. Hatched where neither knows. */
export function BeforeAfter({
  points,
  format,
  say,
  summary,
}: {
  points: readonly BeforeAfterPoint[];
  format: (value: number) => string;
  /** What a reader hears at a point. */
  say: (point: BeforeAfterPoint) => string;
  summary: string;
}) {
  const values = points.flatMap((p) => [p.now, p.then]).filter((v): v is number => v !== null);
  const scale = valueScale(values, { top: TOP, bottom: BOTTOM, count: 3 });
  const left = gutter(scale.ticks.map(format));
  const now = points.map((p, i) => ({ t: i, v: p.now }));
  const then = points.map((p, i) => ({ t: i, v: p.then }));
  const either = points.map((p, i) => ({ t: i, v: p.then ?? p.now }));
  const plan = (width: number) => (i: number) => left + (i / Math.max(1, points.length - 1)) * (width - left - 4);
  return (
    <Chart
      summary={summary}
      height={HEIGHT}
      points={(width) => {
        const x = plan(width);
        return points.map((p, i) => ({ x: x(i), text: say(p) }));
      }}
      tip={(i) => (points[i] ? say(points[i]) : null)}
      draw={(width, cursor) => {
        const x = plan(width);
        const step = (width - left) / Math.max(1, points.length);
        const chosen = spread(points.length, step, 88);
        return (
          <>
            <ValueAxis scale={scale} left={left} right={width} label={format} />
            {silences(either, [], 1.5).map((gap) => (
              <rect
                key={gap.from}
                x={x(gap.from) + 2}
                y={TOP}
                width={Math.max(0, x(gap.to) - x(gap.from) - 4)}
                height={BOTTOM - TOP}
                fill="url(#hatch)"
              />
            ))}
            {runs(now, [], 1.5).map((run, i) => (
              <path
                key={i}
                d={linePath(run, x, scale)}
                fill="none"
                stroke="var(--line-strong)"
                strokeWidth="1.5"
                strokeDasharray="4 3"
              />
            ))}
            {runs(then, [], 1.5).map((run, i) => {
              const only = run.length === 1 ? run[0] : undefined;
              return only ? (
                <circle key={i} cx={x(only.t)} cy={scale(only.v ?? 0)} r="2" fill="var(--ink)" />
              ) : (
                <path
                  key={i}
                  d={linePath(run, x, scale)}
                  fill="none"
                  stroke="var(--ink)"
                  strokeWidth="2"
                  strokeLinejoin="round"
                />
              );
            })}
            {cursor === null ? null : <path d={`M${x(cursor)} ${TOP}V${BOTTOM}`} stroke="var(--ink)" opacity=".5" />}
            <TimeAxis
              width={width}
              y={BOTTOM + 20}
              ticks={chosen.map((i) => ({ x: x(i), text: points[i]?.label ?? '' }))}
            />
          </>
        );
      }}
    />
  );
}
