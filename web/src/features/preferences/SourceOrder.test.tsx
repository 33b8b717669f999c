import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { showApp, type Answer } from '@/app/test-app';

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
const ring = source('r', 'Oura Ring 4', 'oura');
const phone = source('p', 'iPhone 15', 'phone');
const old = source('f', 'Fitbit', 'fitbit');

const order = (ids: (typeof watch)[], never = [old], change = {}) => ({
  scope: 'category:activity',
  category: 'activity',
  metric: null,
  follows: null,
  id: 'pref',
  validFrom: null,
  strategy: 'priority',
  ordered: ids.map((s) => ({ source: s, days: 28, lastDay: '2026-11-18' })),
  never,
  metrics: [{ code: 'steps', name: 'Steps' }],
  ownOrder: [{ code: 'energy_active', name: 'Active energy' }],
  ...change,
});
const steps = {
  code: 'steps',
  name: 'Steps',
  category: 'activity',
  hue: 'move',
  unit: '{steps}',
  kind: 'sum',
  decimals: 0,
  displayUnits: [],
};
const days = ['2026-11-16', '2026-11-17', '2026-11-18'];
const preview = {
  previewPreference: {
    __typename: 'PreferencePreview',
    metrics: [
      {
        metric: steps,
        unit: '{steps}',
        days: 412,
        changedDays: 412,
        before: 7900,
        after: 8350,
        now: { date: days, value: [7900, null, 7900] },
        then: { date: days, value: [8350, null, 8350] },
        largest: [{ date: '2026-04-12', before: 6310, after: 9874 }],
      },
    ],
  },
};

function open(change: Record<string, Answer> = {}, path = '/preferences/sources') {
  let kept = [watch, ring, phone];
  let never = [old];
  return showApp(path, {
    Preferences: () => ({ preferences: [order(kept, never)] }),
    Preference: ({ scope }) => ({
      preference: order(kept, never, { scope, metric: { code: 'steps', name: 'Steps' }, follows: 'category:activity', id: null }),
    }),
    PreviewPreference: () => preview,
    SetPreference: ({ input }) => {
      const { order: ids, never: out } = input as { order: string[]; never: string[] };
      const all = [watch, ring, phone, old];
      kept = ids.flatMap((id) => all.filter((s) => s.id === id));
      never = out.flatMap((id) => all.filter((s) => s.id === id));
      return { setPreference: { __typename: 'PreferenceChanged', undoToken: 'undo-1', jobId: 'job', order: order(kept, never) } };
    },
    UndoPreference: () => {
      kept = [watch, ring, phone];
      never = [old];
      return { undoPreference: { __typename: 'PreferenceChanged', undoToken: null, jobId: 'job', order: order(kept, never) } };
    },
    ...change,
  });
}

const names = async (): Promise<string[]> =>
  within(await screen.findByRole('list', { name: 'Order of sources for Activity' }))
    .getAllByRole('listitem')
    .map((li) => li.querySelector('.t-name')?.textContent ?? '');

describe('the order of sources', () => {
  it('is moved by buttons that keep the focus, and says where the source stands now', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Oura Ring 4 up' }));
    expect(await names()).toEqual(['Oura Ring 4', 'Robin’s Apple Watch', 'iPhone 15']);
    expect(screen.getByText('Oura Ring 4 is now 1 of 3.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Oura Ring 4 down' })).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'iPhone 15 to top' }));
    expect((await names())[0]).toBe('iPhone 15');
  });

  it('shows what would change before it counts', async () => {
    const { asked } = open();
    await userEvent.click(await screen.findByRole('button', { name: 'Oura Ring 4 up' }));
    await userEvent.click(await screen.findByRole('button', { name: 'iPhone 15 up' }));
    const change = (await screen.findByText('412 days of steps', { exact: false })).closest('section') as HTMLElement;
    expect(change).toHaveTextContent(/8.350/u);
    expect(within(change).getByRole('row', { name: /12 Apr/ })).toHaveTextContent(/\+3.564/u);
    await waitFor(() =>
      expect(asked.findLast((a) => a.operation === 'PreviewPreference')?.variables['input']).toEqual({
        scope: 'category:activity',
        order: ['r', 'p', 'w'],
        never: ['f'],
        validFrom: null,
      }),
    );
    expect(asked.some((a) => a.operation === 'SetPreference')).toBe(false);
  });

  it('counts at once when it is used, and can be undone', async () => {
    const { asked } = open();
    await userEvent.click(await screen.findByRole('button', { name: 'Oura Ring 4 up' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Use this order' }));
    expect(await screen.findByText(/Oura Ring 4 is first for Activity/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Use this order' })).not.toBeInTheDocument();
    expect(await names()).toEqual(['Oura Ring 4', 'Robin’s Apple Watch', 'iPhone 15']);
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }));
    await waitFor(async () => expect((await names())[0]).toBe('Robin’s Apple Watch'));
    expect(asked.find((a) => a.operation === 'UndoPreference')?.variables).toEqual({ token: 'undo-1' });
  });

  it('comes back with the reason when the server refuses, and keeps what the person had made', async () => {
    open({
      SetPreference: () => ({
        setPreference: { __typename: 'Problem', code: 'busy', message: 'An import is replacing these sources.', field: null, retryAt: null },
      }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Oura Ring 4 up' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Use this order' }));
    expect(await screen.findByText(/The order stays as it was/)).toBeInTheDocument();
    expect(screen.getAllByText(/An import is replacing these sources/).length).toBeGreaterThan(0);
    expect(await screen.findByRole('button', { name: 'Use this order' })).toBeEnabled();
    await userEvent.click(screen.getByRole('button', { name: 'Put back' }));
    expect(await names()).toEqual(['Robin’s Apple Watch', 'Oura Ring 4', 'iPhone 15']);
  });

  it('takes a source back that is never used', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Use Fitbit again' }));
    expect((await names()).at(-1)).toBe('Fitbit');
  });

  it('sets a source aside from its menu', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'More for iPhone 15' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Never use for Activity' }));
    expect(await names()).toEqual(['Robin’s Apple Watch', 'Oura Ring 4']);
    expect(screen.getByRole('button', { name: 'Use iPhone 15 again' })).toBeInTheDocument();
  });

  it('may hold from a day on', async () => {
    const { asked } = open();
    await userEvent.click(await screen.findByRole('button', { name: 'Oura Ring 4 up' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Today on' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Use this order' }));
    await waitFor(() =>
      expect(asked.find((a) => a.operation === 'SetPreference')?.variables['input']).toMatchObject({ validFrom: '2026-11-19' }),
    );
  });

  it('leads to the own order of a metric, which can be given up', async () => {
    open({
      ResetPreference: () => ({ resetPreference: { __typename: 'PreferenceChanged', undoToken: null, jobId: null, order: order([watch]) } }),
      Preference: ({ scope }) => ({ preference: order([watch, ring], [], { scope, metric: { code: 'energy_active', name: 'Active energy' } }) }),
    });
    await userEvent.click(await screen.findByRole('link', { name: 'Edit the order of Active energy' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Follow Activity again' }));
    expect(await screen.findByText(/Active energy follows Activity again/)).toBeInTheDocument();
  });

  it('says where to begin when there is no source yet', async () => {
    open({ Preferences: () => ({ preferences: [] }) });
    expect(await screen.findByText('No sources yet')).toBeInTheDocument();
  });
});
