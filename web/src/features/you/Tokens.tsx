import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { useViewer } from '@/api/session';
import { formatMoment } from '@/lib/format';
import { CATEGORIES, useCategoryName } from '@/ui/categories';
import { Dialog } from '@/ui/Dialog';
import { Select } from '@/ui/Select';
import { Trouble } from '@/ui/states';
import { accountQuery, createToken, revokeToken, type ApiToken } from './queries';
import { expiry, FIRST_TICKS, isLive, scopesOf } from './scopes';

/** Keys for programs: made here, shown once, ended here. */
export function Tokens({ tokens }: { tokens: readonly ApiToken[] }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const client = useQueryClient();
  const categoryName = useCategoryName();
  const [making, setMaking] = useState(false);
  const [now] = useState(() => Date.now());
  const revoke = useMutation({
    mutationFn: (id: string) => revokeToken(id),
    onSettled: () => client.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
  const moment = (text: string): string => formatMoment(Date.parse(text), viewer.zone, viewer.today);
  const scopeName = (scope: string): string => {
    if (scope === 'read') return t`read everything`;
    if (scope === 'write') return t`change and import`;
    if (scope === 'metrics') return t`server figures`;
    return scope.startsWith('read:') ? t`read ${categoryName(scope.slice(5))}` : scope;
  };
  const live = tokens.filter((token) => isLive(token, now));
  return (
    <section className="card card-l">
      <div className="row" style={{ marginBottom: 12 }}>
        <h2 className="t-head">
          <Trans>Access for programs</Trans>
        </h2>
        <button type="button" className="btn btn-s push" onClick={() => setMaking(true)}>
          <Trans>New token</Trans>
        </button>
      </div>
      {live.length ? (
        <ul>
          {live.map((token) => (
            <li className="you-row" key={token.id}>
              <span>
                <span className="t-name" style={{ display: 'block' }}>
                  {token.name}
                </span>
                <span className="t-cap ink-3" style={{ display: 'block' }}>
                  {token.scopes.map(scopeName).join(', ')}
                </span>
                <span className="t-cap ink-3">
                  {token.lastUsedAt ? (
                    <Trans>last used {moment(token.lastUsedAt)}</Trans>
                  ) : (
                    <Trans>never used, made {moment(token.createdAt)}</Trans>
                  )}
                  {token.expiresAt ? (
                    <>
                      {', '}
                      <Trans>ends {moment(token.expiresAt)}</Trans>
                    </>
                  ) : null}
                </span>
              </span>
              <button
                type="button"
                className="btn btn-s"
                aria-label={t`End the token ${token.name}`}
                disabled={revoke.isPending}
                onClick={() => revoke.mutate(token.id)}
              >
                <Trans context="a token">End</Trans>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="t-small ink-2">
          <Trans>No program has access. A token lets a script read your data through the same GraphQL as this page.</Trans>
        </p>
      )}
      {revoke.error ? <Trouble error={revoke.error} /> : null}
      {making ? <NewToken onClose={() => setMaking(false)} /> : null}
    </section>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const categoryName = useCategoryName();
  const id = useId();
  const [name, setName] = useState('');
  const [ticked, setTicked] = useState(FIRST_TICKS);
  const [days, setDays] = useState('90');
  const [copied, setCopied] = useState(false);
  const scopes = scopesOf(ticked);
  const make = useMutation({
    mutationFn: () => createToken({ name, scopes, expiresAt: expiry(Number(days), Date.now()) }),
    onSuccess: () => void client.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
  const secret = make.data?.secret;
  if (secret) {
    return (
      <Dialog open title={<Trans>Copy the token now</Trans>} onClose={onClose}>
        <p>
          <Trans>It is shown this once. Whoever has it can do what you allowed, so keep it like a password.</Trans>
        </p>
        <code className="secret-text" tabIndex={0} aria-label={t`The token`}>
          {secret}
        </code>
        <span className="vh" role="status">
          {copied ? <Trans>Copied.</Trans> : null}
        </span>
        <div className="actions">
          <button
            type="button"
            className="btn"
            onClick={() => {
              // Without https a browser may have no clipboard: the text can still be selected.
              void navigator.clipboard?.writeText(secret).then(() => setCopied(true));
            }}
          >
            {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
          </button>
          <button type="button" className="btn btn-1" onClick={onClose}>
            <Trans>Done</Trans>
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open title={<Trans>New token</Trans>} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <div className="field">
          <label htmlFor={`${id}-name`}>
            <Trans>What is it for?</Trans>
          </label>
          <input id={`${id}-name`} required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <fieldset className="scopes">
          <legend>
            <Trans>It may</Trans>
          </legend>
          <Tick checked={ticked.read} onChange={(read) => setTicked({ ...ticked, read })}>
            <Trans>read everything</Trans>
          </Tick>
          {ticked.read ? null : (
            <div className="inset">
              {CATEGORIES.map((c) => (
                <Tick
                  key={c}
                  checked={ticked.categories.includes(c)}
                  onChange={(on) =>
                    setTicked({
                      ...ticked,
                      categories: on ? [...ticked.categories, c] : ticked.categories.filter((other) => other !== c),
                    })
                  }
                >
                  {categoryName(c)}
                </Tick>
              ))}
            </div>
          )}
          <Tick checked={ticked.write} onChange={(write) => setTicked({ ...ticked, write })}>
            <Trans>change settings and import files</Trans>
          </Tick>
          <Tick checked={ticked.metrics} onChange={(metrics) => setTicked({ ...ticked, metrics })}>
            <Trans>read the server’s own figures, for a monitor</Trans>
          </Tick>
        </fieldset>
        <div className="field">
          <label htmlFor={`${id}-days`}>
            <Trans>It holds for</Trans>
          </label>
          <Select
            id={`${id}-days`}
            value={days}
            onChange={setDays}
            options={[
              ['30', t`30 days`],
              ['90', t`90 days`],
              ['365', t`a year`],
              ['0', t`until you end it`],
            ]}
          />
        </div>
        {make.error ? <Trouble error={make.error} /> : null}
        <div className="actions">
          <button type="button" className="btn" onClick={onClose}>
            <Trans>Cancel</Trans>
          </button>
          <button type="submit" className="btn btn-1" disabled={!name.trim() || !scopes.length || make.isPending}>
            <Trans>Make the token</Trans>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Tick({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}
