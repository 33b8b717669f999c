import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { showApp, VIEWER } from '@/app/test-app';

const server = (change: object) => () => ({
  server: { version: '0.1.0', signUp: 'CLOSED', demo: false, demoEmail: null, insecure: false, ...change },
});
const nobody = () => ({ viewer: null });
const imports = () => ({ imports: { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null } } });

describe('who is not signed in', () => {
  it('is asked to, reads why it failed, and gets where they wanted to go', async () => {
    const user = userEvent.setup();
    let right = false;
    showApp('/imports', {
      Viewer: nobody,
      Server: server({}),
      Imports: imports,
      SignIn: () => ({
        signIn: right
          ? { __typename: 'SignedIn', viewer: VIEWER }
          : {
              __typename: 'Problem',
              code: 'wrong_credentials',
              message: 'Address and password do not belong together.',
              field: null,
              retryAt: null,
            },
      }),
    });
    await screen.findByRole('heading', { name: 'Sign in' });
    await user.type(screen.getByLabelText('Email'), 'robin@example.org');
    await user.type(screen.getByLabelText('Password'), 'not this one');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Address and password do not belong together.');
    right = true;
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('heading', { name: 'Files' })).toBeInTheDocument();
  });

  it('is welcomed as owner when nobody has been here, and told what is wrong where it is', async () => {
    const user = userEvent.setup();
    const { asked } = showApp('/', {
      Viewer: nobody,
      Server: server({ signUp: 'FIRST_PERSON', insecure: true }),
      SignUp: () => ({
        signUp: { __typename: 'Problem', code: 'bad_input', message: 'This is no address.', field: 'email', retryAt: null },
      }),
    });
    expect(await screen.findByRole('heading', { name: 'Welcome' })).toBeInTheDocument();
    expect(screen.getByText(/This address is not encrypted/)).toBeInTheDocument();
    await user.type(screen.getByLabelText('Name'), 'Robin');
    await user.type(screen.getByLabelText('Email'), 'robin@example');
    await user.type(screen.getByLabelText('Password'), 'a quiet walk at dawn');
    await user.click(screen.getByRole('button', { name: 'Make my account' }));
    expect(await screen.findByText('This is no address.')).toBeInTheDocument();
    expect(screen.getByLabelText('Email')).toHaveAttribute('aria-invalid', 'true');
    const sent = asked.find((a) => a.operation === 'SignUp')?.variables['input'] as { timeZone: string };
    expect(sent.timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it('is shown the demo’s address, and where its password stands', async () => {
    showApp('/login', {
      Viewer: nobody,
      Server: server({ demo: true, demoEmail: 'demo@salus.local', signUp: 'FIRST_PERSON' }),
    });
    expect(await screen.findByLabelText('Email')).toHaveValue('demo@salus.local');
    expect(screen.getByText(/stands in the terminal/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Make your own account' })).toBeInTheDocument();
  });

  it.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example'])(
    'is never sent to another site by the address: %s',
    async (next) => {
      const user = userEvent.setup();
      const { asked } = showApp(`/login?next=${encodeURIComponent(next)}`, {
        Viewer: nobody,
        Server: server({ demo: true, demoEmail: 'demo@salus.local' }),
        SignIn: () => ({ signIn: { __typename: 'SignedIn', viewer: { ...VIEWER, hasData: false } } }),
        Today: () => new Error('Not now.'),
      });
      await user.type(await screen.findByLabelText('Password'), 'quiet walk');
      await user.click(screen.getByRole('button', { name: 'Sign in' }));
      await waitFor(() => expect(asked.some((a) => a.operation === 'Today')).toBe(true));
    },
  );
});
