import './sign-in.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { execute } from '@/api/client';
import { ApiError, unwrap } from '@/api/errors';
import { SignUpDocument } from '@/api/generated/graphql';
import { serverQuery, viewerQuery } from '@/api/session';
import { formatLocale } from '@/lib/format';
import { useTitle } from '@/lib/useTitle';
import { Logo } from '@/ui/Icon';
import { Trouble } from '@/ui/states';
import { Field } from './fields';

const zones = (): readonly string[] =>
  typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];

/** The first person on a server becomes its owner. */
export function Welcome() {
  const { t } = useLingui();
  const router = useRouter();
  const client = useQueryClient();
  const { data: server } = useQuery(serverQuery);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [changing, setChanging] = useState(false);
  useTitle(t`Welcome`);
  const signUp = useMutation({
    mutationFn: async () => {
      const input = { name, email, password, timeZone: zone, locale: formatLocale() };
      return unwrap((await execute(SignUpDocument, { input })).signUp).viewer;
    },
    onSuccess: async (viewer) => {
      client.setQueryData(viewerQuery.queryKey, viewer);
      void client.invalidateQueries({ queryKey: serverQuery.queryKey });
      await router.navigate({ to: '/imports' });
    },
  });
  const problem = signUp.error instanceof ApiError && signUp.error.field ? signUp.error : null;
  const wrong = (field: string): string | null => (problem?.field === field ? problem.message : null);
  const placed = problem !== null && ['email', 'password', 'name', 'timeZone'].includes(problem.field ?? '');
  return (
    <main className="door" id="main">
      <section className="card door-card">
        <p className="door-brand">
          <Logo />
          Salus
        </p>
        <div>
          <h1 className="t-page">
            <Trans>Welcome</Trans>
          </h1>
          <p className="ink-2">
            <Trans>You are the first here, so this account will own the server.</Trans>
          </p>
        </div>
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
            signUp.mutate();
          }}
        >
          <Field
            label={<Trans>Name</Trans>}
            name="name"
            autoComplete="name"
            required
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
            wrong={wrong('name')}
          />
          <Field
            label={<Trans>Email</Trans>}
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            wrong={wrong('email')}
          />
          <Field
            label={<Trans>Password</Trans>}
            secret
            name="password"
            autoComplete="new-password"
            required
            minLength={10}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            hint={<Trans>At least 10 characters; a sentence is good.</Trans>}
            wrong={wrong('password')}
          />
          {changing ? (
            <Field
              label={<Trans>Time zone</Trans>}
              name="zone"
              list="zones"
              required
              value={zone}
              onChange={(event) => setZone(event.target.value)}
              wrong={wrong('timeZone')}
            />
          ) : (
            <p className="t-small ink-2">
              <Trans>
                Your days are counted in {zone} time.{' '}
                <button type="button" className="link" onClick={() => setChanging(true)}>
                  Change
                </button>
              </Trans>
            </p>
          )}
          <datalist id="zones">
            {zones().map((z) => (
              <option key={z} value={z} />
            ))}
          </datalist>
          {signUp.error && !placed ? <Trouble error={signUp.error} /> : null}
          <button type="submit" className="btn btn-1" disabled={signUp.isPending}>
            {signUp.isPending ? <Trans>Making your account…</Trans> : <Trans>Make my account</Trans>}
          </button>
        </form>
        {server?.demo ? (
          <p className="t-small ink-2">
            <Trans>
              Only want to look? <Link to="/login" className="link">Sign in to the demo</Link>
            </Trans>
          </p>
        ) : null}
      </section>
    </main>
  );
}
