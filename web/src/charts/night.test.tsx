import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState, type ReactElement } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { cursorStops, NightAxis, pointAt, STEP_MS, type Lane } from './NightAxis';
import { habitSpan, SleepHabit } from './SleepHabit';

const show = (chart: ReactElement) => render(<I18nProvider i18n={i18n}>{chart}</I18nProvider>);
const MIN = 60_000;

const lane: Lane = {
  key: 'heart_rate',
  label: 'Heart',
  unit: 'bpm',
  color: 'var(--heart)',
  height: 100,
  gaps: [],
  format: String,
  // Every two minutes, silent from 20 to 60.
  points: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 60, 62, 64, 66, 68, 70].map((m) => ({ t: m * MIN, v: 50 + m })),
};

const axis = (props: Partial<Parameters<typeof NightAxis>[0]> = {}) => (
  <NightAxis
    from={0}
    to={70 * MIN}
    stages={[
      { from: 0, to: 30 * MIN, row: 'light' },
      { from: 30 * MIN, to: 40 * MIN, row: null },
      { from: 40 * MIN, to: 70 * MIN, row: 'deep' },
    ]}
    rowNames={{ awake: 'Awake', rem: 'REM', light: 'Light', deep: 'Deep' }}
    unknownName="stage unknown"
    lanes={[lane]}
    ticks={[]}
    begin="23:00"
    end="00:10"
    say={(t) => `at ${t / MIN}`}
    summary="A night"
    onCursor={() => undefined}
    {...props}
  />
);

describe('the axis of a night', () => {
  it('hatches the stage nobody knows and the silence of a lane, and breaks its line there', () => {
    const { container } = show(axis());
    expect(container.querySelectorAll('[fill="url(#hatch)"]')).toHaveLength(2);
    expect(container.querySelectorAll('path[stroke="var(--heart)"]')).toHaveLength(2);
  });

  it('shows a few readings as dots, with nothing claimed between them', () => {
    const few = { ...lane, points: lane.points.filter((_, i) => i % 4 === 0) };
    const { container } = show(axis({ lanes: [few] }));
    expect(container.querySelectorAll('path[stroke="var(--heart)"]')).toHaveLength(0);
    expect(container.querySelectorAll('circle[fill="var(--heart)"]')).toHaveLength(5);
    expect(container.querySelectorAll('[fill="url(#hatch)"]')).toHaveLength(1);
  });

  it('draws a second device as outlines and never fills it', () => {
    const { container } = show(axis({ over: [[{ from: 0, to: 70 * MIN, row: 'rem' }]] }));
    expect(container.querySelectorAll('rect[fill="none"][stroke="var(--ink)"]')).toHaveLength(1);
    expect(container.querySelectorAll('rect[fill="var(--rem)"]')).toHaveLength(0);
  });

  it('walks by keys in steps of five minutes and tells where it stands', async () => {
    const onCursor = vi.fn();
    show(axis({ onCursor }));
    await userEvent.tab();
    await userEvent.keyboard('{Home}{ArrowRight}{ArrowRight}');
    expect(screen.getByText('at 10')).toBeInTheDocument();
    expect(onCursor).toHaveBeenLastCalledWith(10 * MIN);
    await userEvent.keyboard('{Escape}');
    expect(onCursor).toHaveBeenLastCalledWith(null);
  });

  it('turns to the neighbouring night by the page keys and to the table by T', async () => {
    const onPage = vi.fn();
    const onTable = vi.fn();
    show(axis({ onPage, onTable }));
    await userEvent.tab();
    await userEvent.keyboard('{PageUp}{PageDown}t');
    expect(onPage.mock.calls).toEqual([[-1], [1]]);
    expect(onTable).toHaveBeenCalledOnce();
  });

  it('stops at both ends of the night', () => {
    const stops = cursorStops(0, 12 * MIN);
    expect(stops[0]).toBe(0);
    expect(stops.every((t) => t <= 12 * MIN)).toBe(true);
    expect(stops[1]).toBe(STEP_MS);
  });

  it('speaks for an instant only where something was measured near it', () => {
    expect(pointAt(lane.points, 6.5 * MIN)?.v).toBe(56);
    expect(pointAt(lane.points, 40 * MIN)).toBeNull();
  });
});

describe('the habit of sleep', () => {
  const nights = [
    { key: '2026-11-17', label: '17 Nov', name: '17 Nov: 23:00–07:00', from: 660, to: 1140 },
    { key: '2026-11-18', label: '18 Nov', name: '18 Nov: no night', from: null, to: null },
    { key: '2026-11-19', label: '19 Nov', name: '19 Nov: 23:30–07:10', from: 690, to: 1150 },
  ];

  it('floats a bar for each night and hatches one that is missing', () => {
    const { container } = show(<SleepHabit nights={nights} selected="2026-11-19" clock={String} summary="Habit" />);
    expect(container.querySelectorAll('rect[fill="var(--rest)"]')).toHaveLength(2);
    expect(container.querySelectorAll('[fill="url(#hatch)"]')).toHaveLength(1);
  });

  it('leads to the night that was chosen', async () => {
    const onEnter = vi.fn();
    show(<SleepHabit nights={nights} selected="2026-11-19" clock={String} summary="Habit" onEnter={onEnter} />);
    await userEvent.tab();
    await userEvent.keyboard('{Home}{Enter}');
    expect(onEnter).toHaveBeenCalledWith('2026-11-17');
  });

  it('has an axis also without any night', () => {
    const [low, high] = habitSpan([]);
    expect(high).toBeGreaterThan(low);
  });
});

describe('a cursor that is told of', () => {
  it('is told once for each place, however often the caller draws anew', async () => {
    const told = vi.fn();
    function Caller() {
      const [at, setAt] = useState<number | null>(null);
      return axis({
        begin: String(at),
        onCursor: (t) => {
          told(t);
          setAt(t);
        },
      });
    }
    show(<Caller />);
    await userEvent.tab();
    await userEvent.keyboard('{Home}{ArrowRight}');
    expect(told.mock.calls.map(([t]) => t)).toEqual([null, 0, 5 * MIN]);
  });
});
