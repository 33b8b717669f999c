import { useCallback, useState, type RefCallback } from 'react';

/** The width a chart may fill. Charts are drawn for it and never scaled, so that text keeps its size. */
export function useWidth(fallback = 640): [ref: RefCallback<HTMLElement>, width: number | null] {
  const [width, setWidth] = useState<number | null>(null);
  const ref = useCallback(
    (node: HTMLElement | null) => {
      if (!node) return;
      const measured = node.getBoundingClientRect().width;
      setWidth(Math.floor(measured) || fallback);
      if (typeof ResizeObserver === 'undefined') return;
      const watcher = new ResizeObserver(([entry]) => {
        const next = Math.floor(entry?.contentRect.width ?? 0);
        if (next > 0) setWidth(next);
      });
      watcher.observe(node);
      return () => watcher.disconnect();
    },
    [fallback],
  );
  return [ref, width];
}
