import type { Scale } from './scales';

/** Hairlines and labels at round values; the ground line stands out only for counts. */
export function ValueAxis({
  scale,
  left,
  right,
  label,
  ground,
}: {
  scale: Scale;
  left: number;
  right: number;
  label: (value: number) => string;
  ground?: boolean;
}) {
  return (
    <g>
      {scale.ticks.map((tick) => {
        const y = scale(tick);
        const base = ground === true && tick === 0;
        return (
          <g key={tick}>
            <path
              d={`M${left} ${y}H${right}`}
              stroke={base ? 'var(--line-strong)' : 'var(--grid)'}
              opacity={base ? 0.6 : 1}
            />
            <text x={left - 8} y={y + 4} textAnchor="end" className="tick">
              {label(tick)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

export interface TimeTick {
  readonly x: number;
  readonly text: string;
  readonly strong?: boolean;
}

export function TimeAxis({ ticks, y, width }: { ticks: readonly TimeTick[]; y: number; width: number }) {
  return (
    <g>
      {ticks.map((tick, i) => {
        const anchor = tick.x > width - 14 ? 'end' : tick.x < 14 ? 'start' : 'middle';
        return (
          <text
            key={i}
            x={anchor === 'end' ? width : anchor === 'start' ? 0 : tick.x}
            y={y}
            textAnchor={anchor}
            style={tick.strong ? { fill: 'var(--ink)', fontWeight: 600 } : undefined}
          >
            {tick.text}
          </text>
        );
      })}
    </g>
  );
}

export interface DayNote {
  /** First and last index of the days it is about. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What must be known about some days (a journey, a day of 25 hours), under the axis. */
export function DayNotes({ notes, x, y }: { notes: readonly DayNote[]; x: (index: number) => [number, number]; y: number }) {
  return (
    <g>
      {notes.map((note, i) => {
        const left = x(note.from)[0];
        const right = x(note.to)[1];
        const one = note.from === note.to;
        return (
          <g key={i}>
            {one ? (
              <circle cx={(left + right) / 2} cy={y + 1.5} r="2.5" fill="var(--ink-2)" />
            ) : (
              <rect x={left} y={y} width={right - left} height="3" rx="1.5" fill="var(--ink-2)" />
            )}
            <text
              x={one ? (left + right) / 2 : left}
              y={y + 16}
              textAnchor={one ? 'middle' : 'start'}
              style={{ fill: 'var(--ink-3)' }}
            >
              {note.text}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** A bar whose top corners are rounded by 2 px, as a path from the ground up. */
export function barPath(x: number, y: number, width: number, ground: number): string {
  const r = Math.min(2, width / 2, Math.max(0, ground - y));
  const w = width - 2 * r;
  return `M${x} ${ground}V${y + r}q0-${r} ${r}-${r}h${w}q${r} 0 ${r} ${r}V${ground}Z`;
}
