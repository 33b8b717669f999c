import { Chart } from './Chart';
import { spread } from './scales';

export interface HabitNight {
  readonly key: string;
  /** Under the axis: `6 Nov`. */
  readonly label: string;
  /** For readers: `6 Nov: 23:05–07:02`. */
  readonly name: string;
  /** Minutes since noon of the evening before, by the clock of the place; null when there was no night. */
  readonly from: number | null;
  readonly to: number | null;
}

const HEIGHT = 128;
const LEFT = 34;
const TOP = 4;
const GROUND = 100;
const FOUR_HOURS = 240;

/** The axis of bed times, in minutes since noon: the earliest and latest of the nights with some room. */
export function habitSpan(nights: readonly HabitNight[]): readonly [number, number] {
  const starts = nights.flatMap((n) => (n.from === null ? [] : [n.from]));
  const ends = nights.flatMap((n) => (n.to === null ? [] : [n.to]));
  if (!starts.length || !ends.length) return [10 * 60, 20 * 60];
  return [Math.max(0, Math.min(...starts) - 40), Math.min(24 * 60, Math.max(...ends) + 40)];
}

/** When somebody lay down and rose, night by night, as floating bars from noon to noon. */
export function SleepHabit({
  nights,
  selected,
  clock,
  summary,
  onEnter,
}: {
  nights: readonly HabitNight[];
  selected: string;
  /** Hour of the day as an axis says it, for minutes since noon. */
  clock: (minutesSinceNoon: number) => string;
  summary: string;
  onEnter?: (key: string) => void;
}) {
  const [low, high] = habitSpan(nights);
  const y = (minutes: number): number => TOP + ((minutes - low) / (high - low)) * (GROUND - TOP);
  const ticks: number[] = [];
  // 23:00, 03:00, 07:00: every four hours from 15:00, of which those in the span are drawn.
  for (let m = 3 * 60; m <= high; m += FOUR_HOURS) if (m >= low) ticks.push(m);
  const plan = (width: number) => {
    const step = (width - LEFT) / Math.max(1, nights.length);
    return { step, wide: Math.max(2, step * 0.6), at: (i: number) => LEFT + step * i + (step - Math.max(2, step * 0.6)) / 2 };
  };
  return (
    <Chart
      summary={summary}
      height={HEIGHT}
      onEnter={onEnter ? (i) => nights[i] && onEnter(nights[i].key) : undefined}
      points={(width) => {
        const { at, wide } = plan(width);
        return nights.map((n, i) => ({ x: at(i) + wide / 2, text: n.name }));
      }}
      tip={(i) => nights[i]?.name ?? null}
      draw={(width, cursor) => {
        const { step, wide, at } = plan(width);
        const labels = spread(nights.length, step, 64);
        const last = nights.length - 1;
        return (
          <>
            {ticks.map((m) => (
              <g key={m}>
                <path d={`M${LEFT} ${y(m)}H${width}`} stroke="var(--grid)" />
                <text x={LEFT - 8} y={y(m) + 4} textAnchor="end" className="tick">
                  {clock(m)}
                </text>
              </g>
            ))}
            {nights.map((n, i) => {
              if (n.from === null || n.to === null) {
                return <rect key={n.key} x={at(i)} y={TOP} width={wide} height={GROUND - TOP} fill="url(#hatch)" />;
              }
              const strong = n.key === selected || i === cursor;
              return (
                <rect
                  key={n.key}
                  x={at(i)}
                  y={y(n.from)}
                  width={wide}
                  height={Math.max(2, y(n.to) - y(n.from))}
                  rx={Math.min(3, wide / 2)}
                  fill="var(--rest)"
                  opacity={strong ? 1 : 0.5}
                />
              );
            })}
            {[0, last].map((i) => {
              const n = nights[i];
              if (!n || (i === 0 && !labels.includes(0))) return null;
              const strong = n.key === selected;
              return (
                <text
                  key={n.key}
                  x={i === 0 ? at(0) : at(last) + wide}
                  y={HEIGHT - 8}
                  textAnchor={i === 0 ? 'start' : 'end'}
                  style={strong ? { fill: 'var(--ink)', fontWeight: 600 } : undefined}
                >
                  {n.label}
                </text>
              );
            })}
          </>
        );
      }}
    />
  );
}
