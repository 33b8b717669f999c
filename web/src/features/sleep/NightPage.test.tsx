import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { showApp } from '@/app/test-app';
import { addDays } from '@/lib/dates';

const ring = { id: 'ring', name: 'Oura Ring 4', app: 'oura', model: '', deviceClass: 'ring', mark: 'oura', byHand: false, road: 'apple_health' };
const watch = { ...ring, id: 'watch', name: 'Robin’s Apple Watch', deviceClass: 'watch', mark: 'watch' };
const metric = (code: string, name: string, label: string, hue = 'heart') => ({
  code,
  name,
  category: 'vitals',
  hue,
  unit: label,
  kind: 'mean',
  decimals: 0,
  displayUnits: [{ unit: label, label, scale: 1, offset: 0, decimals: 0 }],
});
const START = Date.parse('2026-11-18T22:00:00Z');
const MIN = 60_000;
const minutes = { inBed: 480, asleep: 0, awake: 30, light: 240, deep: 90, rem: 120, restless: 0, outOfBed: 0, unknown: 0 };
const columns = (t: number[], v: number[]) => ({ t, v, min: null, max: null, n: t.map(() => 1), source: t.map(() => 0) });

const night = {
  id: 'n',
  date: '2026-11-19',
  start: '2026-11-18T22:00:00Z',
  end: '2026-11-19T06:00:00Z',
  zone: 'Europe/Berlin',
  source: ring,
  inBedFrom: '2026-11-18T22:00:00Z',
  inBedTo: '2026-11-19T06:00:00Z',
  asleepMinutes: 450,
  minutes,
  stages: { t: [START, START + 240 * MIN], d: [240 * MIN, 240 * MIN], stage: ['light', 'deep'] },
  efficiency: 93.75,
  latencyMinutes: 12,
  awakenings: 2,
  others: [
    {
      source: watch,
      start: '2026-11-18T22:10:00Z',
      end: '2026-11-19T05:50:00Z',
      asleepMinutes: 430,
      minutes: { ...minutes, light: 200, deep: 70, rem: 160 },
      stages: { t: [START + 10 * MIN], d: [460 * MIN], stage: ['rem'] },
      why: 'Oura Ring 4 comes first in your order.',
    },
  ],
  naps: [
    { id: 'p', start: '2026-11-19T13:10:00Z', end: '2026-11-19T13:40:00Z', zone: 'Europe/Berlin', asleepMinutes: 28, source: watch },
  ],
  series: [
    {
      metric: metric('heart_rate', 'Heart rate', 'bpm'),
      points: columns([START, START + 5 * MIN, START + 10 * MIN], [60, 62, 64]),
      gaps: [],
    },
    { metric: metric('hrv_sdnn', 'HRV', 'ms'), points: columns([], []), gaps: [] },
  ],
};

const answer = (change: Partial<typeof night> | null = {}) => ({
  night: change === null ? null : { ...night, ...change },
  nights: { nodes: [{ date: '2026-11-19', start: night.start, end: night.end, zone: night.zone }] },
  dashboard: [
    {
      metric: { code: 'sleep_duration_total' },
      points: { value: Array.from({ length: 30 }, (_, i) => 420 + i) },
    },
  ],
  metric: {
    ...metric('sleep_duration_total', 'Time asleep', 'min', 'rest'),
    coverage: { first: '2024-11-20', last: '2026-11-19' },
  },
});

const open = (path = '/sleep/2026-11-19', data: () => unknown = () => answer()) =>
  showApp(path, {
    NightPage: data,
    LastNight: () => ({ metric: { coverage: { last: '2026-11-19' } } }),
  });

describe('a night', () => {
  it('is one figure against what is usual, and naps stand apart', async () => {
    open();
    expect(await screen.findByRole('heading', { name: /Night to Thursday 19 November/ })).toBeInTheDocument();
    expect(await screen.findByText(/More than your usual/)).toBeInTheDocument();
    expect(screen.getByText(/Awake twice; 30\smin in all/u)).toBeInTheDocument();
    const hero = document.querySelector('.figure-xl');
    expect(hero?.textContent).toBe('7h30min');
    expect(screen.getByRole('heading', { name: 'Naps' }).closest('section')).toHaveTextContent(/28\smin/u);
  });

  it('shows another device in its own tab, says why it does not count, and leaves the figure alone', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Watch' }));
    expect(screen.getByText(/430|7\sh\s10/u)).toBeInTheDocument();
    expect(screen.getByText(/comes first in your order/)).toBeInTheDocument();
    expect(document.querySelector('.figure-xl')?.textContent).toBe('7h30min');
    const stages = screen.getByRole('heading', { name: 'Stages' }).closest('section') as HTMLElement;
    expect(within(stages).getByText(/2\sh\s40/u)).toBeInTheDocument();
  });

  it('lays devices over each other without adding them', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Overlay' }));
    expect(screen.getByText(/outlined, not counted/)).toBeInTheDocument();
    expect(document.querySelectorAll('.chart rect[stroke-dasharray="3 2"]')).toHaveLength(1);
    expect(document.querySelector('.figure-xl')?.textContent).toBe('7h30min');
  });

  it('names what was not measured and never draws it', async () => {
    open();
    expect(await screen.findByText(/Not measured this night: HRV, breath, skin, oxygen/)).toBeInTheDocument();
  });

  it('reads out what was measured where the cursor stands', async () => {
    open();
    const chart = await screen.findByRole('group', { name: /^Night from (23:00|11:00 PM) to 07:00/ });
    chart.focus();
    await userEvent.keyboard('{Home}{ArrowRight}');
    expect(screen.getByText(/^(23:05|11:05 PM): Light, heart 62$/u)).toBeInTheDocument();
  });

  it('asks why by the address, for this night', async () => {
    open();
    const why = await screen.findByRole('link', { name: 'Why?' });
    expect(why.getAttribute('href')).toBe('/sleep/2026-11-19?why=sleep_duration_total%3A2026-11-19');
  });

  it('is a table by the button, with every device and every measure', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'View as table' }));
    const mine = await screen.findByRole('group', { name: 'Oura Ring 4' });
    expect(within(mine).getAllByRole('row')).toHaveLength(3);
    expect(screen.getByRole('group', { name: 'Robin’s Apple Watch' })).toHaveTextContent('not counted');
    expect(screen.getByRole('columnheader', { name: 'Heart, bpm' })).toBeInTheDocument();
  });

  it('turns to the night before by the arrow key, and not past today', async () => {
    const { asked } = open();
    await screen.findByText(/More than your usual/);
    await userEvent.keyboard('{ArrowRight}');
    expect(asked.filter((a) => a.operation === 'NightPage')).toHaveLength(1);
    await userEvent.keyboard('{ArrowLeft}');
    await waitFor(() =>
      expect(asked.filter((a) => a.operation === 'NightPage').at(-1)?.variables['date']).toBe('2026-11-18'),
    );
  });

  it('asks once for everything it shows', async () => {
    const { asked } = open();
    await screen.findByText(/More than your usual/);
    const own = asked.filter((a) => a.operation === 'NightPage');
    expect(own).toHaveLength(1);
    expect(own[0]?.variables).toEqual({
      date: '2026-11-19',
      from: addDays('2026-11-19', -30),
      before: '2026-11-18',
    });
  });

  it('says that only time in bed is known, and gives no sleep for it', async () => {
    open('/sleep/2026-11-19', () =>
      answer({ asleepMinutes: null as unknown as number, others: [], minutes: { ...minutes, asleep: 0, awake: 0, light: 0, deep: 0, rem: 0 } }),
    );
    expect(await screen.findByText(/nobody told of sleep, only of 8\sh in bed/u)).toBeInTheDocument();
    expect(document.querySelector('.figure-xl')?.textContent).toBe('–');
  });
});

describe('a night that is not there', () => {
  it('says why, and leads to one that is', async () => {
    open('/sleep/2026-11-12', () => answer(null));
    expect(await screen.findByText('No sleep was recorded for this night')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Go to the last night' })).toBeInTheDocument();
  });

  it('before the first one leads to the first', async () => {
    open('/sleep/2020-01-01', () => answer(null));
    expect(await screen.findByRole('link', { name: 'Go to the first night' })).toHaveAttribute('href', '/sleep/2024-11-20');
  });

  it('fails in its own place, with a way to try again', async () => {
    let broken = true;
    open('/sleep/2026-11-19', () => (broken ? new Error('The reader fell asleep.') : answer()));
    expect(await screen.findByText(/The reader fell asleep/)).toBeInTheDocument();
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/More than your usual/)).toBeInTheDocument();
  });
});

describe('sleep without a date', () => {
  it('is the last night that is known', async () => {
    open('/sleep');
    expect(await screen.findByRole('heading', { name: /19 November/ })).toBeInTheDocument();
  });
});
