import { useLingui } from '@lingui/react/macro';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { clamp } from '@/lib/stats';
import { useWidth } from './useWidth';

export interface ChartPoint {
  /** Where the point stands from the left edge, in pixels. */
  readonly x: number;
  /** What a screen reader says and the tip shows first: `14 Oct: 8 412`. */
  readonly text: string;
}

export interface ChartProps {
  /** The sentence that says what the chart says. */
  readonly summary: string;
  readonly height: number;
  /** The points that arrows walk through, in order, for a width. */
  readonly points: (width: number) => readonly ChartPoint[];
  readonly draw: (width: number, cursor: number | null) => ReactNode;
  readonly tip?: (index: number) => ReactNode;
  /** Enter, or a click on a point: usually "why this number?". */
  readonly onEnter?: (index: number) => void;
  /** Page Up (-1) and Page Down (1): the period before and after. */
  readonly onPage?: (by: number) => void;
  /** T: the same as a table. */
  readonly onTable?: () => void;
  /** Told where the cursor stands, for a line of figures or a mark beside the chart. */
  readonly onCursor?: (index: number | null) => void;
}

/**
 * The frame of every chart: measures, draws, and carries one cursor for pointer, touch and keys. One tab stop;
 * left and right walk, Home and End jump, Enter asks, Page keys turn the period, T opens the table.
 */
export function Chart({ summary, height, points, draw, tip, onEnter, onPage, onTable, onCursor }: ChartProps) {
  const [ref, width] = useWidth();
  const [cursor, setCursor] = useState<number | null>(null);
  const keys = useId();
  const { t } = useLingui();
  const list = width === null ? [] : points(width);
  const at = cursor !== null && cursor < list.length ? cursor : null;
  const here = at === null ? undefined : list[at];
  // Told of a move of the cursor alone: a caller that draws anew because of it must not be told again.
  const told = useRef(onCursor);
  useEffect(() => {
    told.current = onCursor;
  });
  useEffect(() => told.current?.(at), [at]);

  const nearest = (event: PointerEvent<HTMLDivElement>): number | null => {
    if (!list.length) return null;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    let best = 0;
    for (let i = 1; i < list.length; i += 1) {
      if (Math.abs((list[i]?.x ?? 0) - x) < Math.abs((list[best]?.x ?? 0) - x)) best = i;
    }
    return best;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = list.length - 1;
    const from = at ?? last;
    const go = (to: number) => {
      if (last >= 0) setCursor(clamp(to, 0, last));
    };
    switch (event.key) {
      case 'ArrowLeft':
        go(at === null ? last : from - 1);
        break;
      case 'ArrowRight':
        go(at === null ? last : from + 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(last);
        break;
      case 'PageUp':
        if (!onPage) return;
        onPage(-1);
        break;
      case 'PageDown':
        if (!onPage) return;
        onPage(1);
        break;
      case 'Enter':
        if (!onEnter || at === null) return;
        onEnter(at);
        break;
      case 't':
      case 'T':
        if (!onTable) return;
        onTable();
        break;
      case 'Escape':
        if (at === null) return;
        setCursor(null);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div
      ref={ref}
      className="chart"
      style={{ height }}
      tabIndex={0}
      role="group"
      aria-roledescription={t`chart`}
      aria-label={summary}
      aria-describedby={keys}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setCursor(nearest(event))}
      onPointerDown={(event) => setCursor(nearest(event))}
      onPointerLeave={(event) => {
        if (event.pointerType === 'mouse') setCursor(null);
      }}
      onClick={() => {
        if (at !== null && onEnter) onEnter(at);
      }}
      onBlur={() => setCursor(null)}
    >
      {width !== null ? (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {draw(width, at)}
        </svg>
      ) : null}
      {at !== null && here && width !== null && tip ? (
        <div className="chart-tip" aria-hidden="true" style={tipPlace(here.x, width)}>
          {tip(at)}
        </div>
      ) : null}
      <span className="vh" id={keys}>
        {onEnter ? t`Arrow keys walk, Enter explains, T opens the table.` : t`Arrow keys walk.`}
      </span>
      <span className="vh" aria-live="polite">
        {here?.text ?? ''}
      </span>
    </div>
  );
}

/** Beside the point, on the side with more room. */
function tipPlace(x: number, width: number): { left?: number; right?: number } {
  return x < width / 2 ? { left: Math.max(0, x + 12) } : { right: Math.max(0, width - x + 12) };
}
