import { ShapeBody } from '@/ui/SourceMark';
import { TimeAxis, type TimeTick } from './frame';
import { useWidth } from './useWidth';

export type SpanRole = 'USED' | 'OVERLAPPED' | 'SET_ASIDE';

export interface SpanRow {
  readonly id: string;
  readonly name: string;
  readonly shape: string;
  readonly spans: readonly { readonly from: number; readonly to: number; readonly role: SpanRole }[];
}

const ROW = 27;
const LEFT = 88;

/** One bar of time per source: solid counted, outlined overlapped, dotted set aside; the counted ones on top. */
export function SourceSpans({
  rows,
  from,
  to,
  ticks,
  counted,
  summary,
}: {
  rows: readonly SpanRow[];
  from: number;
  to: number;
  ticks: (x: (t: number) => number) => readonly TimeTick[];
  counted: string;
  summary: string;
}) {
  const [ref, width] = useWidth(376);
  const height = (rows.length + 1) * ROW + 22;
  return (
    <div ref={ref} style={{ height }}>
      {width !== null ? (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
          <Body rows={rows} from={from} to={to} ticks={ticks} counted={counted} width={width} height={height} />
        </svg>
      ) : null}
    </div>
  );
}

function Body({
  rows,
  from,
  to,
  ticks,
  counted,
  width,
  height,
}: {
  rows: readonly SpanRow[];
  from: number;
  to: number;
  ticks: (x: (t: number) => number) => readonly TimeTick[];
  counted: string;
  width: number;
  height: number;
}) {
  const x = (t: number): number =>
    Math.min(width - 1, Math.max(LEFT, LEFT + ((t - from) / (to - from || 1)) * (width - LEFT - 1)));
  const marks = ticks(x);
  const shades = ['var(--ink)', 'var(--ink-3)', 'var(--line-strong)'];
  return (
    <>
      {marks.map((tick, i) => (
        <path key={i} d={`M${tick.x} 0V${height - 20}`} stroke="var(--grid)" />
      ))}
      {[...Array(rows.length + 1).keys()].map((i) => (
        <path key={i} d={`M${LEFT} ${i * ROW + ROW / 2}H${width}`} stroke="var(--grid)" />
      ))}
      <text x="0" y={ROW / 2 + 4} style={{ fill: 'var(--ink)', fontWeight: 600 }}>
        {counted}
      </text>
      {rows.flatMap((row, r) =>
        row.spans
          .filter((s) => s.role === 'USED')
          .map((s, i) => (
            <rect
              key={`${row.id}${i}`}
              x={x(s.from)}
              y={ROW / 2 - 7}
              width={Math.max(1.5, x(s.to) - x(s.from))}
              height="14"
              rx={Math.min(2, (x(s.to) - x(s.from)) / 2)}
              fill={shades[Math.min(r, shades.length - 1)]}
            />
          )),
      )}
      {rows.map((row, r) => {
        const y = (r + 1) * ROW + ROW / 2;
        return (
          <g key={row.id}>
            <g transform={`translate(0 ${y - 5}) scale(.84)`} color="var(--ink-2)">
              <ShapeBody name={row.shape} />
            </g>
            <text x="18" y={y + 4}>
              {row.name.length > 10 ? `${row.name.slice(0, 9)}…` : row.name}
            </text>
            {row.spans.map((s, i) => {
              const left = x(s.from);
              const w = Math.max(1.5, x(s.to) - left);
              const common = { x: left, y: y - 6.5, width: w, height: 13, rx: Math.min(2, w / 2) };
              if (s.role === 'USED') return <rect key={i} {...common} fill="var(--hue)" />;
              return (
                <rect
                  key={i}
                  x={left + 0.75}
                  y={y - 5.75}
                  width={Math.max(0.5, w - 1.5)}
                  height="11.5"
                  rx={Math.min(2, w / 2)}
                  fill="var(--raised)"
                  stroke={s.role === 'OVERLAPPED' ? 'var(--hue)' : 'var(--line-strong)'}
                  strokeWidth={s.role === 'OVERLAPPED' ? 1.5 : 1}
                  strokeDasharray={s.role === 'SET_ASIDE' ? '2 3' : undefined}
                />
              );
            })}
          </g>
        );
      })}
      <TimeAxis width={width} y={height - 4} ticks={marks} />
    </>
  );
}
