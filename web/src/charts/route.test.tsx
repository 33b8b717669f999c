import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pieces, planRoute, roundLength, Route } from './Route';

const point = (lat: number, lon: number, t = 0) => ({ t, lat, lon });

describe('the outline of a way', () => {
  it('keeps the same scale both ways, at any latitude', () => {
    // A square of one kilometre at 60° north, where a degree of longitude is half as long.
    const side = 1000 / 111_320;
    const square = [point(60, 10), point(60 + side, 10), point(60 + side, 10 + 2 * side), point(60, 10 + 2 * side)];
    const { place } = planRoute(square, 600, 600);
    const [a, b, c] = square.map(place);
    expect(Math.abs((a?.y ?? 0) - (b?.y ?? 0))).toBeCloseTo(Math.abs((c?.x ?? 0) - (b?.x ?? 0)), -1);
  });

  it('has north up', () => {
    const { place } = planRoute([point(50, 8), point(51, 8)], 600, 300);
    expect(place(point(51, 8)).y).toBeLessThan(place(point(50, 8)).y);
  });

  it('stays whole across the date line', () => {
    const { place } = planRoute([point(0, 179.999), point(0, -179.999)], 600, 300);
    const [a, b] = [place(point(0, 179.999)), place(point(0, -179.999))];
    expect(b.x - a.x).toBeGreaterThan(400);
    expect(b.x).toBeLessThanOrEqual(600);
  });

  it('gives a stay in one place some room instead of dividing by nothing', () => {
    const { place } = planRoute([point(50, 8), point(50, 8)], 600, 300);
    expect(Number.isFinite(place(point(50, 8)).x)).toBe(true);
  });

  it('breaks where the device was silent, and thins what no screen can show', () => {
    const placed = [
      { x: 0, y: 0, t: 0 },
      { x: 0.1, y: 0, t: 1000 },
      { x: 5, y: 0, t: 2000 },
      { x: 6, y: 0, t: 400_000 },
      { x: 9, y: 0, t: 401_000 },
    ];
    expect(pieces(placed).map((p) => p.map((q) => q.t))).toEqual([
      [0, 2000],
      [400_000, 401_000],
    ]);
  });

  it('measures with round lengths that fit', () => {
    expect(roundLength(0.1, 120)).toBe(1000);
    expect(roundLength(0.2, 120)).toBe(500);
    expect(roundLength(2, 120)).toBe(50);
  });

  it('is one picture with a name, and marks where a chart beside it stands', () => {
    const points = [point(50, 8, 0), point(50.01, 8.01, 60_000), point(50.02, 8, 120_000)];
    const { container, rerender } = render(
      <I18nProvider i18n={i18n}>
        <Route points={points} at={null} summary="The way" names={{ start: 'Start', end: 'End' }} metres={1} length={String} />
      </I18nProvider>,
    );
    expect(screen.getByRole('img', { name: 'The way' })).toBeInTheDocument();
    expect(container.querySelectorAll('circle')).toHaveLength(2);
    rerender(
      <I18nProvider i18n={i18n}>
        <Route points={points} at={60_000} summary="The way" names={{ start: 'Start', end: 'End' }} metres={1} length={String} />
      </I18nProvider>,
    );
    expect(container.querySelectorAll('circle[fill="var(--accent)"]')).toHaveLength(1);
  });
});
