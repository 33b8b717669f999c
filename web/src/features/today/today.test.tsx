import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { showApp, VIEWER } from '@/app/test-app';
import { addDays } from '@/lib/dates';

const TODAY = VIEWER.today;

const source = (id: string, name: string, deviceClass: string) => ({
  id,
  name,
  app: '',
  model: '',
  deviceClass,
  mark: deviceClass,
  byHand: false,
  road: 'apple_health',
});
const watch = source('w', 'Robin’s Apple Watch (Watch7,5)', 'watch');
const phone = source('p', 'Robin’s iPhone', 'phone');

const metric = (code: string, name: string, kind: string, category: string, unit: string) => ({
  code,
  name,
  category,
  hue: 'move',
  unit,
  kind,
  decimals: 0,
  displayUnits: [],
});

const spark = (values: (number | null)[]) => ({
  date: values.map((_, i) => addDays(TODAY, i - values.length + 1)),
  value: values,
  min: values,
  max: values,
  n: values.map((v) => (v === null ? 0 : 1)),
  quality: values,
  source: values.map(() => 0),
  complete: values.map((_, i) => i < values.length - 1),
});

const card = (change: object) => ({
  metric: metric('steps', 'Steps', 'sum', 'activity', '{steps}'),
  unit: '{steps}',
  date: TODAY,
  value: 7364,
  at: `${TODAY}T15:38:00Z`,
  complete: false,
  quality: 0.9,
  usual: { low: 5200, high: 6900, days: 28, against: 'ABOVE' },
  spark: spark([5000, null, 6100, 7364]),
  sources: [watch, phone],
  contributions: [
    { source: watch, used: 6012, share: 0.82 },
    { source: phone, used: 1352, share: 0.18 },
  ],
  spans: [{ source: { id: 'w' }, from: `${TODAY}T06:00:00Z`, to: `${TODAY}T10:00:00Z`, role: 'USED' }],
  ...change,
});

const weight = card({
  metric: metric('body_weight', 'Body weight', 'last', 'body', 'kg'),
  unit: 'kg',
  value: null,
  at: `${addDays(TODAY, -2)}T06:10:00Z`,
  usual: null,
  spark: spark([72, 71, null, null]),
  contributions: [],
  spans: [],
});

const today = (change: object = {}) => ({
  today: {
    date: TODAY,
    zone: 'Europe/Berlin',
    isToday: true,
    newestAt: `${TODAY}T15:38:00Z`,
    sources: [
      { source: watch, lastDataAt: `${TODAY}T15:38:00Z` },
      { source: phone, lastDataAt: `${addDays(TODAY, -4)}T10:00:00Z` },
      { source: source('o', 'Old ring', 'ring'), lastDataAt: '2024-01-01T00:00:00Z' },
    ],
    cards: [card({}), weight],
    night: null,
    workouts: [],
    heartRate: {
      unit: '/min',
      metric: metric('heart_rate', 'Heart rate', 'mean', 'vitals', '/min'),
      points: { t: [], v: [], min: null, max: null, n: [], source: [] },
      gaps: [],
    },
    ...change,
  },
});

const cardOf = async (name: string) => {
  const heading = await screen.findByRole('heading', { name });
  return within(heading.closest('article') as HTMLElement);
};

describe('today', () => {
  it('says each number against what is usual, and who gave it by short names', async () => {
    showApp('/', { Today: () => today() });
    const steps = await cardOf('Steps');
    expect(steps.getByText('7 364')).toBeInTheDocument();
    expect(steps.getByText('so far')).toBeInTheDocument();
    expect(steps.getByText('Above your usual 5 200–6 900')).toBeInTheDocument();
    expect(steps.getByText('Watch 6 012')).toBeInTheDocument();
    expect(steps.getByText('Phone 1 352')).toBeInTheDocument();
    expect(steps.getByRole('link', { name: 'Why 7\u202f364, Steps?' })).toHaveAttribute(
      'href',
      `/?why=steps%3A${TODAY}`,
    );
  });

  it('keeps the newest reading of the days before, marked as old and explained for its own day', async () => {
    showApp('/', { Today: () => today() });
    const body = await cardOf('Body weight');
    expect(body.getByText('71')).toBeInTheDocument();
    expect(body.getByText(/Tue 0?7:10/).className).toContain('is-stale');
    expect(body.getByRole('link', { name: /^Why/ })).toHaveAttribute('href', `/?why=body_weight%3A${addDays(TODAY, -2)}`);
  });

  it('does not count a source as late that was given away long ago', async () => {
    showApp('/', { Today: () => today() });
    expect(await screen.findByText(/1 of 2 sources in/)).toBeInTheDocument();
  });

  it('tells a new person why it is empty and what to do', async () => {
    showApp('/', {
      Viewer: () => ({ viewer: { ...VIEWER, hasData: false } }),
      Today: () => today({ cards: [card({ value: null })], newestAt: null }),
    });
    expect(await screen.findByText('Nothing here yet')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Bring in a file' })).toHaveAttribute('href', '/imports');
  });

  it('says what went wrong in the place that failed, and asks again', async () => {
    const user = userEvent.setup();
    let broken = true;
    showApp('/', { Today: () => (broken ? new Error('The numbers are being moved.') : today()) });
    expect(await screen.findByRole('alert')).toHaveTextContent('The numbers are being moved.');
    expect(screen.getByRole('navigation', { name: 'Main' })).toBeInTheDocument();
    broken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Steps' })).toBeInTheDocument();
  });

  it('does not go beyond today', async () => {
    showApp('/', { Today: () => today() });
    await cardOf('Steps');
    expect(screen.getByRole('button', { name: 'Day after' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Day before' })).toBeEnabled();
  });
});
