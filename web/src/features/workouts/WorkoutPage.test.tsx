import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { showApp, VIEWER } from '@/app/test-app';

const source = (id: string, name: string, mark: string) => ({
  id,
  name,
  app: '',
  model: '',
  deviceClass: mark,
  mark,
  byHand: false,
  road: 'apple_health',
});
const watch = source('w', 'Robin’s Apple Watch', 'watch');
const strava = source('s', 'Strava', 'strava');
const metric = (code: string, name: string, unit: string, label: string, scale = 1, decimals = 0) => ({
  code,
  name,
  category: 'activity',
  hue: 'move',
  unit,
  kind: 'sum',
  decimals,
  displayUnits: [
    { unit: label, label, scale, offset: 0, decimals },
    ...(label === 'km' ? [{ unit: 'mi', label: 'mi', scale: 1 / 1609.344, offset: 0, decimals }] : []),
  ],
});
const START = Date.parse('2026-11-17T06:00:00Z');
const total = (m: ReturnType<typeof metric>, value: number, from = watch) => ({ metric: m, value, least: null, greatest: null, source: from });
const degrees = 2.5 / 111_194.93;
const workout = {
  id: 'w1',
  activity: 'running',
  family: 'foot',
  date: '2026-11-17',
  start: '2026-11-17T06:00:00Z',
  end: '2026-11-17T06:20:00Z',
  zone: 'Europe/Berlin',
  durationSeconds: 1140,
  source: watch,
  totals: [
    total(metric('workout_distance', 'Workout distance', 'm', 'km', 0.001, 2), 3000, strava),
    total(metric('workout_energy', 'Workout energy', 'kcal', 'kcal'), 240),
  ],
  legs: [],
  laps: [],
  pauses: [{ start: '2026-11-17T06:05:00Z', end: '2026-11-17T06:06:00Z' }],
  members: [
    { source: watch, start: '2026-11-17T06:00:00Z', end: '2026-11-17T06:20:00Z', rank: 1, why: 'Best-ranked record of this effort.' },
    { source: strava, start: '2026-11-17T06:00:10Z', end: '2026-11-17T06:19:50Z', rank: 2, why: 'The same effort; gives workout distance.' },
  ],
  flags: [] as string[],
  route: {
    t: Array.from({ length: 1201 }, (_, i) => START + i * 1000),
    lat: Array.from({ length: 1201 }, (_, i) => 52 + i * degrees),
    lon: Array.from({ length: 1201 }, () => 13),
    alt: null,
    speed: null,
  } as unknown,
  heartRate: {
    metric: metric('heart_rate', 'Heart rate', '/min', 'bpm'),
    points: { t: [START, START + 600_000], v: [120, 150], min: null, max: null, n: [1, 1], source: [0, 0] },
    gaps: [],
  },
};
const listed = (change = {}) => ({
  id: 'w1',
  activity: 'running',
  family: 'foot',
  date: '2026-11-17',
  start: workout.start,
  end: workout.end,
  zone: workout.zone,
  durationSeconds: 1140,
  source: watch,
  totals: workout.totals,
  members: [{ source: watch }, { source: strava }],
  legs: [],
  ...change,
});
const page = (nodes: unknown[]) => ({
  workouts: { nodes, pageInfo: { hasNextPage: false, endCursor: null } },
  distance: metric('workout_distance', 'Workout distance', 'm', 'km', 0.001, 2),
  energy: metric('workout_energy', 'Workout energy', 'kcal', 'kcal'),
});

const open = (change: Partial<typeof workout> | null = {}, viewer = {}) =>
  showApp('/workouts/w1', {
    Workout: () => ({ workout: change === null ? null : { ...workout, ...change } }),
    Viewer: () => ({ viewer: { ...VIEWER, ...viewer } }),
  });

describe('a workout', () => {
  it('shows each total with the source that gave it, and who else recorded the effort', async () => {
    open();
    expect(await screen.findByRole('heading', { name: 'Run' })).toBeInTheDocument();
    const totals = screen.getByRole('heading', { name: 'Totals' }).closest('section') as HTMLElement;
    expect(totals).toHaveTextContent(/Workout distance3\.00\skmStrava/u);
    expect(screen.getByRole('heading', { name: 'Recorded 2 times, counted once' })).toBeInTheDocument();
    expect(screen.getByText(/gives workout distance/)).toBeInTheDocument();
  });

  it('has splits along the way, without the pause', async () => {
    open();
    const table = within(await screen.findByRole('group', { name: 'Splits' }));
    const rows = table.getAllByRole('row').slice(1);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toHaveTextContent(/^1 fastest5:40/);
    expect(rows[1]).toHaveTextContent(/^26:40/);
  });

  it('measures in miles for who reads miles', async () => {
    open({}, { units: [{ quantity: 'distance', unit: 'mi' }] });
    expect((await screen.findAllByText('1.86')).length).toBeGreaterThan(0);
    const table = within(await screen.findByRole('group', { name: 'Splits' }));
    expect(table.getByRole('columnheader', { name: 'mi' })).toBeInTheDocument();
  });

  it('draws no way and no heart where none was recorded', async () => {
    open({ route: null, heartRate: { ...workout.heartRate, points: { t: [], v: [], min: null, max: null, n: [], source: [] } } });
    expect(await screen.findByText('No heart rate was measured during this workout.')).toBeInTheDocument();
    expect(screen.queryByRole('img', { name: /Outline of the way/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('group', { name: 'Splits' })).not.toBeInTheDocument();
  });

  it('is a table by the button', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'View as table' }));
    expect(within(await screen.findByRole('group', { name: 'Heart rate' })).getAllByRole('row').length).toBeGreaterThan(10);
  });

  it('warns of a record that is probably in another zone', async () => {
    open({ flags: ['zone_mistake'] });
    expect(await screen.findByText(/was\s+probably in another zone/)).toBeInTheDocument();
  });

  it('says so when there is none, and leads back', async () => {
    open(null);
    expect(await screen.findByText('There is no such workout')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'All workouts' })).toHaveAttribute('href', '/workouts');
  });
});

describe('the list of workouts', () => {
  it('counts an effort once, by month, and names who else recorded it', async () => {
    showApp('/workouts', {
      Workouts: () => page([listed(), listed({ id: 'w2', date: '2026-10-02', start: '2026-10-02T06:00:00Z', activity: 'tai_chi', members: [{ source: watch }] })]),
    });
    const november = await screen.findByRole('region', { name: 'November 2026' });
    expect(within(november).getAllByRole('link')).toHaveLength(1);
    expect(november).toHaveTextContent('also by Strava');
    expect(november).toHaveTextContent(/3\.00\skm240\skcal/u);
    expect(screen.getByRole('region', { name: 'October 2026' })).toHaveTextContent('Tai chi');
  });

  it('goes back half a year at a time, to the first day', async () => {
    const { asked } = showApp('/workouts', {
      Viewer: () => ({ viewer: { ...VIEWER, firstDay: '2026-03-10' } }),
      Workouts: ({ from }) => page(from === '2026-06-01' ? [listed()] : []),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Show those before June 2026' }));
    await screen.findByText(/since December 2025/);
    expect(asked.filter((a) => a.operation === 'Workouts').map((a) => [a.variables['from'], a.variables['to']])).toEqual([
      ['2026-06-01', '2026-11-19'],
      ['2025-12-01', '2026-05-31'],
    ]);
    expect(screen.queryByRole('button', { name: /Show those before/ })).not.toBeInTheDocument();
  });

  it('says so when there is none at all', async () => {
    showApp('/workouts', { Viewer: () => ({ viewer: { ...VIEWER, firstDay: null } }), Workouts: () => page([]) });
    expect(await screen.findByText('No workouts yet')).toBeInTheDocument();
  });
});
