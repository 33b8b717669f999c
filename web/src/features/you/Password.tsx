import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ApiError } from '@/api/errors';
import { useViewer } from '@/api/session';
import { Trouble } from '@/ui/states';
import { useToast } from '@/ui/toasts';
import { accountQuery, changePassword } from './queries';

/** Another password; all other sessions end with it. */
export function Password() {
  const { t } = useLingui();
  const viewer = useViewer();
  const client = useQueryClient();
  const toast = useToast();
  const id = useId();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => changePassword({ current, new: next }),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      void client.invalidateQueries({ queryKey: accountQuery.queryKey });
      toast({ text: <Trans>The password is changed. Everywhere else you are signed out.</Trans> });
    },
  });
  const wrong = change.error instanceof ApiError && change.error.code === 'wrong_password' ? change.error.message : null;
  return (
    <section className="card card-l">
      <h2 className="t-head">
        <Trans>Password</Trans>
      </h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <input type="text" name="username" autoComplete="username" value={viewer.email} readOnly hidden />
        <div className="field">
          <label htmlFor={`${id}-current`}>
            <Trans>Present password</Trans>
          </label>
          <input
            id={`${id}-current`}
            type="password"
            autoComplete="current-password"
            required
            value={current}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            onChange={(event) => setCurrent(event.target.value)}
          />
          {wrong ? (
            <p className="wrong" id={`${id}-wrong`} role="alert">
              {wrong}
            </p>
          ) : null}
        </div>
        <div className="field">
          <label htmlFor={`${id}-new`}>
            <Trans>New password</Trans>
          </label>
          <input
            id={`${id}-new`}
            type="password"
            autoComplete="new-password"
            required
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        </div>
        {change.error && !wrong ? <Trouble error={change.error} /> : null}
        <button
          type="submit"
          className="btn"
          style={{ justifySelf: 'start' }}
          disabled={!current || !next || change.isPending}
        >
          {change.isPending ? t`Changing…` : t`Change password`}
        </button>
      </form>
    </section>
  );
}
