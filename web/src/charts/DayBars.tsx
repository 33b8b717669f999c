import { Chart, type ChartPoint } from './Chart';
import { barPath, DayNotes, TimeAxis, ValueAxis, type DayNote } from './frame';
import { gutter, spread, valueScale } from './scales';
import type { ReactNode } from 'react';

export interface Bar {
  readonly key: string;
  /** Under the axis: `14`, `Mon`, `Oct`. */
  readonly label: string;
  /** For readers and the tip: `Wed 14 Oct`. */
  readonly name: string;
  /** null is not known: hatched, never 0. */
  readonly value: number | null;
  /** The day is not over or a source has not delivered: outlined. */
  readonly complete: boolean;
  /** Not yet lived: left empty. */
  readonly future?: boolean;
  /** Where set on any bar, only these get a label under the axis: the first week of a month. */
  readonly named?: boolean;
}

/** Counts: bars from zero. The chosen one is ink, a missing one hatched, an incomplete one outlined. */
export function DayBars({
  bars,
  selected,
  mean,
  meanLabel,
  format,
  label = format,
  summary,
  notes = [],
  height = 264,
  tip,
  onEnter,
  onPage,
  onTable,
}: {
  bars: readonly Bar[];
  selected?: string;
  mean?: number | null;
  meanLabel?: string;
  /** A value at a tick. */
  format: (value: number) => string;
  /** A value on a bar and for readers; as at a tick where nothing else is said. */
  label?: (value: number) => string;
  summary: string;
  notes?: readonly DayNote[];
  height?: number;
  tip?: (bar: Bar) => ReactNode;
  onEnter?: (key: string) => void;
  onPage?: (by: number) => void;
  onTable?: () => void;
}) {
  const values = bars.map((b) => b.value).filter((v): v is number => v !== null);
  const top = 16;
  const ground = height - (notes.length ? 44 : 28);
  const scale = valueScale(values, { top, bottom: ground, fromZero: true, count: height < 200 ? 3 : 4 });
  const left = gutter(scale.ticks.map(format));
  const plan = (width: number) => {
    const step = (width - left) / Math.max(1, bars.length);
    const wide = Math.max(1, step * 0.68);
    return { step, wide, at: (i: number) => left + step * i + (step - wide) / 2 };
  };
  return (
    <Chart
      summary={summary}
      height={height}
      onPage={onPage}
      onTable={onTable}
      onEnter={onEnter ? (i) => bars[i] && onEnter(bars[i].key) : undefined}
      points={(width): ChartPoint[] => {
        const { at, wide } = plan(width);
        return bars.map((b, i) => ({
          x: at(i) + wide / 2,
          text: `${b.name}: ${b.value === null ? '–' : label(b.value)}`,
        }));
      }}
      tip={
        tip
          ? (i) => {
              const bar = bars[i];
              return bar ? tip(bar) : null;
            }
          : undefined
      }
      draw={(width, cursor) => {
        const { step, wide, at } = plan(width);
        const marked = cursor ?? bars.findIndex((b) => b.key === selected);
        const named = namedBars(bars, step);
        return (
          <>
            <ValueAxis scale={scale} left={left} right={width} label={format} ground />
            {marked >= 0 && bars.length > 1 ? (
              <rect
                x={at(marked) - Math.min(4, step * 0.3)}
                y={top - 8}
                width={wide + 2 * Math.min(4, step * 0.3)}
                height={ground - top + 8}
                rx="4"
                fill="var(--accent-soft)"
              />
            ) : null}
            {bars.map((b, i) => {
              const x = at(i);
              if (b.value === null) {
                if (b.future) return null;
                return <rect key={b.key} x={x} y={top} width={wide} height={ground - top} fill="url(#hatch)" opacity=".75" />;
              }
              const y = scale(b.value);
              const ink = i === marked ? 'var(--ink)' : 'var(--hue)';
              if (!b.complete) {
                return (
                  <g key={b.key}>
                    <rect x={x} y={top} width={wide} height={Math.max(0, y - top - 1)} fill="url(#hatch)" opacity=".75" />
                    <rect
                      x={x + 0.75}
                      y={y}
                      width={Math.max(1, wide - 1.5)}
                      height={Math.max(0, ground - y)}
                      fill="var(--surface)"
                      stroke={ink}
                      strokeWidth="1.5"
                    />
                  </g>
                );
              }
              return <path key={b.key} d={barPath(x, y, wide, ground)} fill={ink} />;
            })}
            {mean != null && values.length > 1 ? (
              <g>
                <path d={`M${left} ${scale(mean)}H${width}`} stroke="var(--ink)" strokeDasharray="1 3" />
                {meanLabel ? (
                  <text x={width - 4} y={scale(mean) - 7} textAnchor="end" className="on-data">
                    {meanLabel}
                  </text>
                ) : null}
              </g>
            ) : null}
            {marked >= 0 && bars[marked]?.value != null ? (
              <text
                x={Math.min(Math.max(at(marked) + wide / 2, left + 20), width - 20)}
                y={scale(bars[marked].value) - 8}
                textAnchor="middle"
                style={{ fill: 'var(--ink)', fontWeight: 600 }}
              >
                {label(bars[marked].value)}
              </text>
            ) : null}
            <TimeAxis
              width={width}
              y={ground + 17}
              ticks={bars.flatMap((b, i) =>
                i === marked || (named.has(i) && Math.abs(i - marked) * step > 30)
                  ? [{ x: at(i) + wide / 2, text: b.label, strong: i === marked }]
                  : [],
              )}
            />
            <DayNotes notes={notes} y={ground + 24} x={(i) => [at(i), at(i) + wide]} />
          </>
        );
      }}
    />
  );
}

/** The bars that get a label: those that ask for it, else every so many, and never so close that labels touch. */
function namedBars(bars: readonly Bar[], step: number): ReadonlySet<number> {
  if (!bars.some((b) => b.named)) return new Set(spread(bars.length, step, 44));
  const found = new Set<number>();
  let last = Number.NEGATIVE_INFINITY;
  bars.forEach((b, i) => {
    if (!b.named || (i - last) * step < 36) return;
    found.add(i);
    last = i;
  });
  return found;
}
