import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { showApp, VIEWER, type Answer } from '@/app/test-app';
import { readAgent } from './agent';
import { expiry, isLive, scopesOf } from './scopes';
import { chosenUnit, keptUnit, QUANTITIES } from './units';

beforeEach(() => {
  vi.stubGlobal('matchMedia', (media: string) => ({
    matches: false,
    media,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
});

const session = (id: string, current: boolean, userAgent: string) => ({
  id,
  userAgent,
  createdAt: '2026-11-01T08:00:00Z',
  lastSeenAt: '2026-11-18T08:00:00Z',
  expiresAt: '2026-12-18T08:00:00Z',
  current,
});
const token = (change = {}) => ({
  id: 't',
  name: 'Shelf display',
  scopes: ['read:sleep'],
  createdAt: '2026-11-01T08:00:00Z',
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: null,
  ...change,
});
const account = (tokens = [token()]) => ({
  sessions: [
    session('here', true, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'),
    session('there', false, 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1'),
  ],
  apiTokens: tokens,
});

const open = (change: Record<string, Answer> = {}) => showApp('/you', { Account: () => account(), ...change });

describe('one’s own page', () => {
  it('signs another browser out, and not this one', async () => {
    const { asked } = open({ RevokeSession: () => ({ revokeSession: true }) });
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out Safari, iPhone' }));
    expect(asked.find((a) => a.operation === 'RevokeSession')?.variables).toEqual({ id: 'there' });
    expect(screen.queryByRole('button', { name: 'Sign out Firefox, Linux' })).not.toBeInTheDocument();
  });

  it('shows the secret of a new token once, with the scopes that were ticked', async () => {
    const { asked } = open({
      CreateToken: () => ({ createToken: { __typename: 'TokenCreated', secret: 'salus_secret', token: { id: 'new' } } }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'New token' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText('What is it for?'), 'Script');
    await userEvent.click(dialog.getByLabelText('read everything'));
    await userEvent.click(dialog.getByLabelText('Sleep'));
    await userEvent.selectOptions(dialog.getByLabelText('It holds for'), 'until you end it');
    await userEvent.click(dialog.getByRole('button', { name: 'Make the token' }));
    expect(await screen.findByText('salus_secret')).toBeInTheDocument();
    expect(asked.find((a) => a.operation === 'CreateToken')?.variables).toEqual({
      name: 'Script',
      scopes: ['read:sleep'],
      expiresAt: null,
    });
    await userEvent.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByText('salus_secret')).not.toBeInTheDocument());
  });

  it('lists only tokens that still open something', async () => {
    open({ Account: () => account([token(), token({ id: 'x', name: 'Gone', revokedAt: '2026-11-02T08:00:00Z' })]) });
    expect(await screen.findByText('Shelf display')).toBeInTheDocument();
    expect(screen.queryByText('Gone')).not.toBeInTheDocument();
  });

  it('takes a unit at once and back when the server refuses', async () => {
    open({
      UpdateViewer: () => ({
        updateViewer: { __typename: 'Problem', code: 'bad_input', message: 'That unit is not known here.', field: null, retryAt: null },
      }),
    });
    const weight = await screen.findByLabelText('Weight');
    await userEvent.selectOptions(weight, 'lb');
    expect(await screen.findByText(/That unit is not known here/)).toBeInTheDocument();
    expect(weight).toHaveValue('kg');
  });

  it('saves the name and zone', async () => {
    const { asked } = open({
      UpdateViewer: ({ input }) => ({
        updateViewer: { __typename: 'ViewerChanged', viewer: { ...VIEWER, ...(input as object) } },
      }),
    });
    const name = await screen.findByLabelText('Name');
    await userEvent.clear(name);
    await userEvent.type(name, 'Robin Lind');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Your profile is saved.')).toBeInTheDocument();
    expect(asked.find((a) => a.operation === 'UpdateViewer')?.variables).toEqual({
      input: { name: 'Robin Lind', timeZone: 'Europe/Berlin' },
    });
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  it('says beside the field that the present password is wrong', async () => {
    open({
      ChangePassword: () => ({
        changePassword: { __typename: 'Problem', code: 'wrong_password', message: 'The present password is wrong.', field: null, retryAt: null },
      }),
    });
    const current = await screen.findByLabelText('Present password');
    await userEvent.type(current, 'one');
    await userEvent.type(screen.getByLabelText('New password'), 'two');
    await userEvent.click(screen.getByRole('button', { name: 'Change password' }));
    expect(await screen.findByText('The present password is wrong.')).toBeInTheDocument();
    expect(current).toHaveAttribute('aria-invalid', 'true');
  });

  it('changes the look at once and keeps it', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Dark' }));
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(localStorage.getItem('salus.theme')).toBe('dark');
    await userEvent.click(screen.getByRole('button', { name: 'As the device' }));
    expect(localStorage.getItem('salus.theme')).toBeNull();
  });
});

describe('a user agent', () => {
  it('is read as browser and device', () => {
    expect(readAgent('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0 Safari/537.36')).toBe('Chrome, Mac');
    expect(readAgent('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0')).toBe('Edge, Windows');
    expect(readAgent('curl/8.5.0')).toBe('curl');
    expect(readAgent('Something else')).toBe('Something else');
    expect(readAgent(' ')).toBeNull();
  });
});

describe('what a token may do', () => {
  it('is all, or the ticked parts', () => {
    expect(scopesOf({ read: true, categories: ['sleep'], write: true, metrics: false })).toEqual(['read', 'write']);
    expect(scopesOf({ read: false, categories: ['sleep', 'body'], write: false, metrics: true })).toEqual(['read:sleep', 'read:body', 'metrics']);
    expect(scopesOf({ read: false, categories: [], write: false, metrics: false })).toEqual([]);
  });

  it('ends after its days, or never', () => {
    expect(expiry(30, Date.parse('2026-11-19T00:00:00Z'))).toBe('2026-12-19T00:00:00.000Z');
    expect(expiry(0, 0)).toBeNull();
    expect(isLive({ expiresAt: '2026-11-18T00:00:00Z', revokedAt: null }, Date.parse('2026-11-19T00:00:00Z'))).toBe(false);
    expect(isLive({ expiresAt: null, revokedAt: null }, 0)).toBe(true);
  });
});

describe('units', () => {
  it('keep nothing for the first one, so that it wins over no other quantity', () => {
    for (const q of QUANTITIES) {
      expect(keptUnit(q, q.units[0] ?? '')).toBe('');
      for (const unit of q.units) {
        expect(chosenUnit(q, [{ quantity: q.code, unit: keptUnit(q, unit) }])).toBe(unit);
      }
    }
  });

  it('are the first one when a kept unit is offered no more', () => {
    const weight = QUANTITIES.find((q) => q.code === 'weight');
    expect(weight && chosenUnit(weight, [{ quantity: 'weight', unit: 'stone' }])).toBe('kg');
  });
});
