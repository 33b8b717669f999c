import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useViewer } from '@/api/session';
import { formatMoment } from '@/lib/format';
import { Trouble } from '@/ui/states';
import { readAgent } from './agent';
import { accountQuery, revokeSession, type Session } from './queries';

/** Where the person is signed in; every other place can be signed out. */
export function Sessions({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => revokeSession(id),
    onSettled: () => client.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
  const moment = (text: string): string => formatMoment(Date.parse(text), viewer.zone, viewer.today);
  const sorted = [...sessions].sort(
    (a, b) => Number(b.current) - Number(a.current) || Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt),
  );
  return (
    <section className="card card-l">
      <h2 className="t-head">
        <Trans>Where you are signed in</Trans>
      </h2>
      <ul>
        {sorted.map((s) => {
          const name = readAgent(s.userAgent) ?? t`A browser that does not say its name`;
          return (
            <li className="you-row" key={s.id}>
              <span>
                <span className="t-name" style={{ display: 'block' }}>
                  {name}
                </span>
                <span className="t-cap ink-3">
                  {s.current ? <Trans>this browser</Trans> : <Trans>last used {moment(s.lastSeenAt)}</Trans>},{' '}
                  <Trans>signed in {moment(s.createdAt)}</Trans>
                </span>
              </span>
              {s.current ? null : (
                <button
                  type="button"
                  className="btn btn-s"
                  aria-label={t`Sign out ${name}`}
                  disabled={revoke.isPending}
                  onClick={() => revoke.mutate(s.id)}
                >
                  <Trans>Sign out</Trans>
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {revoke.error ? <Trouble error={revoke.error} /> : null}
    </section>
  );
}
