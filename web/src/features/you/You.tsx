import './you.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hangUp } from '@/api/live';
import { serverQuery, useViewer } from '@/api/session';
import { useTitle } from '@/lib/useTitle';
import { Icon } from '@/ui/Icon';
import { Bone, Loading, Trouble } from '@/ui/states';
import { Appearance } from './Appearance';
import { Password } from './Password';
import { Profile } from './Profile';
import { accountQuery, signOut } from './queries';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';
import { Units } from './Units';

/** The person's own settings, and who is let in under their name. */
export function You() {
  const { t } = useLingui();
  const viewer = useViewer();
  const { data: server } = useQuery(serverQuery);
  const account = useQuery(accountQuery);
  useTitle(t`You`);
  return (
    <>
      <header className="head">
        <div>
          <h1 className="t-page">
            <Trans>You</Trans>
          </h1>
          <p className="t-small ink-2">
            {viewer.email}
            {viewer.isOwner ? (
              <>
                {' · '}
                <Trans>owner of this server</Trans>
              </>
            ) : null}
          </p>
        </div>
        <div className="end">
          <SignOut />
        </div>
      </header>
      <div className="you">
        <div className="stack">
          <Link className="card you-door" to="/preferences/sources">
            <Icon name="top" />
            <span>
              <b className="t-name">
                <Trans>Source order</Trans>
              </b>
              <span className="t-small ink-2" style={{ display: 'block' }}>
                <Trans>Which device counts first where several tell of the same time.</Trans>
              </span>
            </span>
            <Icon name="right" small />
          </Link>
          <Profile />
          <Appearance />
          {viewer.isDemo ? null : <Password />}
        </div>
        <div className="stack">
          <Units />
          {account.data ? (
            <>
              <Sessions sessions={account.data.sessions} />
              <Tokens tokens={account.data.apiTokens} />
            </>
          ) : account.error ? (
            <Trouble error={account.error} onRetry={() => void account.refetch()} />
          ) : (
            <Loading label={t`Sessions and tokens are being fetched`}>
              <div className="stack">
                <Bone height={180} />
                <Bone height={180} />
              </div>
            </Loading>
          )}
          {server ? (
            <p className="t-cap ink-3">
              <Trans>Salus {server.version}</Trans>
            </p>
          ) : null}
        </div>
      </div>
    </>
  );
}

function SignOut() {
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      hangUp();
      // A fresh page: nothing of this person stays in its memory.
      location.assign('/login');
    },
  });
  return (
    <>
      {leave.error ? <Trouble error={leave.error} /> : null}
      <button type="button" className="btn" disabled={leave.isPending} onClick={() => leave.mutate()}>
        <Trans>Sign out</Trans>
      </button>
    </>
  );
}
