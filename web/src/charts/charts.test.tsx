import { I18nProvider } from '@lingui/react';
import { i18n } from '@lingui/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { BandLine } from './BandLine';
import { DayBars, type Bar } from './DayBars';
import { MonthBars } from './MonthBars';
import { SourceSpans } from './SourceSpans';
import { valueScale } from './scales';
import { stagesOf } from './stages';

const show = (chart: ReactElement) => render(<I18nProvider i18n={i18n}>{chart}</I18nProvider>);

const bar = (day: number, value: number | null, extra: Partial<Bar> = {}): Bar => ({
  key: `2026-10-${String(day).padStart(2, '0')}`,
  label: String(day),
  name: `Oct ${day}`,
  value,
  complete: true,
  ...extra,
});

const hatched = (root: ParentNode) => root.querySelectorAll('[fill="url(#hatch)"]').length;

describe('bars of days', () => {
  it('hatch a missing day, outline one that is not whole, and leave the future empty', () => {
    const { container } = show(
      <DayBars
        summary="Steps"
        format={String}
        bars={[bar(1, 5000), bar(2, null), bar(3, 2000, { complete: false }), bar(4, null, { future: true })]}
      />,
    );
    expect(hatched(container)).toBe(2);
    expect(container.querySelectorAll('rect[stroke]')).toHaveLength(1);
    expect(container.querySelectorAll('path[fill="var(--hue)"]')).toHaveLength(1);
  });

  it('walk by arrows from the newest, ask on Enter, turn the page and open the table', async () => {
    const onEnter = vi.fn();
    const onPage = vi.fn();
    const onTable = vi.fn();
    const user = userEvent.setup();
    const { container } = show(
      <DayBars
        summary="Steps"
        format={String}
        bars={[bar(1, 10), bar(2, 20), bar(3, 30)]}
        onEnter={onEnter}
        onPage={onPage}
        onTable={onTable}
      />,
    );
    await user.tab();
    const chart = screen.getByRole('group', { name: 'Steps' });
    expect(chart).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(container.querySelector('[aria-live]')).toHaveTextContent('Oct 3: 30');
    await user.keyboard('{ArrowLeft}{Enter}');
    expect(onEnter).toHaveBeenCalledWith('2026-10-02');
    await user.keyboard('{Home}{ArrowLeft}');
    expect(container.querySelector('[aria-live]')).toHaveTextContent('Oct 1: 10');
    await user.keyboard('{PageUp}{PageDown}t');
    expect(onPage.mock.calls).toEqual([[-1], [1]]);
    expect(onTable).toHaveBeenCalledOnce();
  });

  it('begin at zero', () => {
    const scale = valueScale([8000, 9000], { top: 0, bottom: 100, fromZero: true });
    expect(scale(0)).toBe(100);
    expect(scale.ticks[0]).toBe(0);
  });
});

describe('lines of rates', () => {
  const hour = 3_600_000;
  const points = Array.from({ length: 24 }, (_, i) => ({
    t: i * hour,
    v: i === 10 || i === 11 || i === 12 ? null : 60 + i,
    min: 55,
    max: 90,
  }));

  it('draw two runs with their bands and hatch the hole between', () => {
    const { container } = show(
      <BandLine
        summary="Heart rate"
        points={points}
        from={0}
        to={24 * hour}
        format={String}
        name={() => ''}
        ticks={() => []}
      />,
    );
    expect(container.querySelectorAll('path[stroke="var(--hue)"]')).toHaveLength(2);
    expect(container.querySelectorAll('path[opacity=".18"]')).toHaveLength(2);
    expect(hatched(container)).toBe(1);
  });

  it('are dots when there are few', () => {
    const { container } = show(
      <BandLine
        summary="Weight"
        points={points.slice(0, 5)}
        from={0}
        to={24 * hour}
        format={String}
        name={() => ''}
        ticks={() => []}
      />,
    );
    expect(container.querySelectorAll('circle')).toHaveLength(5);
    expect(container.querySelectorAll('path[fill="none"][stroke="var(--hue)"]')).toHaveLength(0);
  });
});

describe('spans of sources', () => {
  it('are solid when used, outlined when overlapped, dotted when set aside', () => {
    const { container } = show(
      <SourceSpans
        from={0}
        to={100}
        counted="Counted"
        summary="Who counted when"
        ticks={() => []}
        rows={[
          { id: 'w', name: 'Watch', shape: 'disc', spans: [{ from: 0, to: 50, role: 'USED' }] },
          {
            id: 'p',
            name: 'Phone',
            shape: 'square',
            spans: [
              { from: 20, to: 30, role: 'OVERLAPPED' },
              { from: 60, to: 70, role: 'USED' },
            ],
          },
          { id: 'o', name: 'Oura', shape: 'ring', spans: [{ from: 0, to: 100, role: 'SET_ASIDE' }] },
        ]}
      />,
    );
    expect(container.querySelectorAll('rect[fill="var(--hue)"]')).toHaveLength(2);
    expect(container.querySelectorAll('rect[stroke="var(--hue)"]')).toHaveLength(1);
    expect(container.querySelectorAll('rect[stroke-dasharray]')).toHaveLength(1);
    expect(screen.getByText('Counted')).toBeInTheDocument();
  });
});

describe('months of a file', () => {
  it('show new as solid, here as outlined, absent as hatched', () => {
    const { container } = show(
      <MonthBars
        summary="Months"
        label={(m) => m.slice(0, 4)}
        months={[
          { month: '2025-12-01', added: 10, here: 0 },
          { month: '2026-01-01', added: 0, here: 0 },
          { month: '2026-02-01', added: 5, here: 5 },
        ]}
      />,
    );
    expect(hatched(container)).toBe(1);
    expect(container.querySelectorAll('rect[stroke="var(--hue)"]')).toHaveLength(1);
  });
});

describe('sleep stages', () => {
  it('leave time in bed out and keep sleep of an unknown kind apart', () => {
    const found = stagesOf({ t: [0, 60, 120], d: [60, 60, 60], stage: ['in_bed', 'deep', 'asleep'] });
    expect(found.map((s) => s.row)).toEqual(['deep', null]);
    expect(stagesOf(null)).toEqual([]);
  });
});
