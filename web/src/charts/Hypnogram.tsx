import { ROWS, stageColor, type Stage } from './stages';
import { useWidth } from './useWidth';

/** The blocks of a hypnogram and the hairlines between them; drawn inside a chart of any size. */
export function StageBlocks({
  stages,
  x,
  top,
  row,
  block,
  outline = false,
}: {
  stages: readonly Stage[];
  x: (t: number) => number;
  top: number;
  /** Distance of rows and height of a block, in pixels. */
  row: number;
  block: number;
  /** Only the edges: for a second device laid over the first. */
  outline?: boolean;
}) {
  const y = (index: number): number => top + index * row + row / 2;
  return (
    <g>
      {stages.map((s, i) => {
        const before = stages[i - 1];
        if (!before?.row || !s.row || before.row === s.row || s.from - before.to > 60_000) return null;
        const a = y(ROWS.indexOf(before.row));
        const b = y(ROWS.indexOf(s.row));
        return <path key={i} d={`M${x(s.from)} ${Math.min(a, b)}V${Math.max(a, b)}`} stroke="var(--hatch)" />;
      })}
      {stages.map((s, i) => {
        const left = x(s.from);
        const width = Math.max(1, x(s.to) - left);
        if (s.row === null) {
          return <rect key={i} x={left} y={top + row / 2} width={width} height={row * 3} fill="url(#hatch)" />;
        }
        return (
          <rect
            key={i}
            x={outline ? left + 0.75 : left}
            y={y(ROWS.indexOf(s.row)) - block / 2}
            width={outline ? Math.max(1, width - 1.5) : width}
            height={block}
            rx={Math.min(3, width / 2)}
            fill={outline ? 'none' : stageColor(s.row)}
            stroke={outline ? 'var(--ink)' : 'none'}
            strokeDasharray={outline ? '3 2' : undefined}
            strokeWidth={outline ? 1.25 : undefined}
          />
        );
      })}
    </g>
  );
}

/** A night in 44 pixels, for a card. */
export function SparkNight({
  stages,
  from,
  to,
  summary,
}: {
  stages: readonly Stage[];
  from: number;
  to: number;
  summary: string;
}) {
  const [ref, width] = useWidth(236);
  return (
    <div ref={ref} style={{ height: 44 }}>
      {width !== null ? (
        <svg width={width} height="44" viewBox={`0 0 ${width} 44`} role="img" aria-label={summary}>
          <StageBlocks
            stages={stages}
            top={0}
            row={11}
            block={8}
            x={(t) => ((t - from) / (to - from || 1)) * width}
          />
        </svg>
      ) : null}
    </div>
  );
}
