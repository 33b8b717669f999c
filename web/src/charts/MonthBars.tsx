import { useWidth } from './useWidth';

export interface MonthCount {
  /** First day of the month. */
  readonly month: string;
  readonly added: number;
  readonly here: number;
}

/** What a file holds, month by month: solid is new, outlined is here already, hatched is not in the file. */
export function MonthBars({
  months,
  label,
  summary,
  height = 64,
}: {
  months: readonly MonthCount[];
  /** Text under the first bar of a year. */
  label: (month: string) => string;
  summary: string;
  height?: number;
}) {
  const [ref, width] = useWidth(560);
  const highest = Math.max(1, ...months.map((m) => m.added + m.here));
  const ground = height - 20;
  return (
    <div ref={ref} style={{ height }}>
      {width !== null ? (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
          {months.map((m, i) => {
            const step = width / Math.max(1, months.length);
            const x = step * i + Math.min(0.5, step * 0.05);
            const w = Math.max(0.75, step - Math.min(1, step * 0.1));
            const newest = (m.added / highest) * (ground - 2);
            const old = (m.here / highest) * (ground - 2);
            const year = i === 0 || m.month.slice(5, 7) === '01';
            const next = months.findIndex((n, j) => j > i && n.month.slice(5, 7) === '01');
            const room = ((next < 0 ? months.length : next) - i) * step;
            return (
              <g key={m.month}>
                {m.added + m.here === 0 ? (
                  <rect x={x} y="2" width={w} height={ground - 2} fill="url(#hatch)" opacity=".75" />
                ) : (
                  <>
                    <rect x={x} y={ground - newest - old} width={w} height={newest} fill="var(--hue)" />
                    {m.here > 0 ? (
                      <rect
                        x={x + 0.5}
                        y={ground - old + 0.5}
                        width={Math.max(0.5, w - 1)}
                        height={Math.max(0, old - 1)}
                        fill="var(--surface)"
                        stroke="var(--hue)"
                      />
                    ) : null}
                  </>
                )}
                {year ? <path d={`M${x} ${ground}v4`} stroke="var(--line-strong)" /> : null}
                {year && room > 36 ? (
                  <text x={x + 6} y={height - 4}>
                    {label(m.month)}
                  </text>
                ) : null}
              </g>
            );
          })}
          <path d={`M0 ${ground}H${width}`} stroke="var(--line)" />
        </svg>
      ) : null}
    </div>
  );
}
