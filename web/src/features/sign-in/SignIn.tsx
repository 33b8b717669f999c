import './sign-in.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { execute } from '@/api/client';
import { ApiError, unwrap } from '@/api/errors';
import { SignInDocument } from '@/api/generated/graphql';
import { serverQuery, viewerQuery } from '@/api/session';
import { useTitle } from '@/lib/useTitle';
import { Logo } from '@/ui/Icon';
import { Trouble } from '@/ui/states';
import { Field } from './fields';

export function SignIn() {
  const { t } = useLingui();
  const router = useRouter();
  const client = useQueryClient();
  const { next } = useSearch({ from: '/login' });
  const { data: server } = useQuery(serverQuery);
  const [typed, setTyped] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const email = typed ?? (server?.demo ? (server.demoEmail ?? '') : '');
  useTitle(t`Sign in`);
  const signIn = useMutation({
    mutationFn: async () => unwrap((await execute(SignInDocument, { email, password })).signIn).viewer,
    onSuccess: async (viewer) => {
      client.setQueryData(viewerQuery.queryKey, viewer);
      await router.navigate({ to: next ?? '/' });
    },
  });
  const wrong = signIn.error instanceof ApiError && signIn.error.field ? signIn.error : null;
  return (
    <main className="door" id="main">
      <section className="card door-card">
        <p className="door-brand">
          <Logo />
          Salus
        </p>
        <h1 className="t-page">
          <Trans>Sign in</Trans>
        </h1>
        {server?.insecure ? (
          <p className="note">
            <Trans>
              This address is not encrypted. Others on the way can read your password and your data; use https or
              this machine itself.
            </Trans>
          </p>
        ) : null}
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate();
          }}
        >
          <Field
            label={<Trans>Email</Trans>}
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setTyped(event.target.value)}
            wrong={wrong?.field === 'email' ? wrong.message : null}
          />
          <Field
            label={<Trans>Password</Trans>}
            secret
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            wrong={wrong?.field === 'password' ? wrong.message : null}
            hint={
              server?.demo && email === server.demoEmail ? (
                <Trans>The demo’s password stands in the terminal where Salus was started.</Trans>
              ) : undefined
            }
          />
          {signIn.error && !wrong ? <Trouble error={signIn.error} /> : null}
          <button type="submit" className="btn btn-1" disabled={signIn.isPending}>
            {signIn.isPending ? <Trans>Signing in…</Trans> : <Trans>Sign in</Trans>}
          </button>
        </form>
        {server?.demo && server.signUp === 'FIRST_PERSON' ? (
          <p className="t-small ink-2">
            <Trans>
              This server has no account yet, only the demo.{' '}
              <button type="button" className="link" onClick={() => void router.navigate({ to: '/welcome' })}>
                Make your own account
              </button>
            </Trans>
          </p>
        ) : (
          <p className="t-small ink-2">
            <Trans>
              Forgot it? Whoever runs this server can set a new one: <code>salus user password</code>
            </Trans>
          </p>
        )}
      </section>
    </main>
  );
}
