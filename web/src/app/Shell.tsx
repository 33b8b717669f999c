import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { execute } from '@/api/client';
import { ClearDemoDocument } from '@/api/generated/graphql';
import { LiveUpdates } from '@/api/LiveUpdates';
import { hangUp } from '@/api/live';
import { useViewer } from '@/api/session';
import { sendFile } from '@/api/uploads';
import { ProgressVoice, Tray, TrayLine } from '@/features/progress/Tray';
import { Dialog } from '@/ui/Dialog';
import { Icon, Logo, type IconName } from '@/ui/Icon';
import { Trouble } from '@/ui/states';

const WhyPanel = lazy(() => import('@/features/why/WhyPanel').then((m) => ({ default: m.WhyPanel })));

interface Place {
  readonly to: '/' | '/metrics' | '/imports' | '/you';
  readonly icon: IconName;
  readonly name: ReactNode;
  /** Addresses that belong to it. */
  readonly owns: RegExp;
}

function usePlaces(): readonly Place[] {
  return [
    { to: '/', icon: 'today', name: <Trans>Today</Trans>, owns: /^\/$/ },
    { to: '/metrics', icon: 'explore', name: <Trans>Explore</Trans>, owns: /^\/(metrics|m\/|sleep|workouts)/ },
    { to: '/imports', icon: 'files', name: <Trans>Files</Trans>, owns: /^\/imports/ },
    { to: '/you', icon: 'you', name: <Trans>You</Trans>, owns: /^\/(you|preferences)/ },
  ];
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** Rail or bar, the page, the why panel beside it. */
export function Shell() {
  const viewer = useViewer();
  const { t } = useLingui();
  const places = usePlaces();
  const path = useRouterState({ select: (s) => s.location.pathname });
  const why = useRouterState({ select: (s) => (s.location.search as { why?: string }).why });
  useDropAnywhere();
  const links = places.map((place) => (
    <Link
      key={place.to}
      to={place.to}
      search={{}}
      aria-current={place.owns.test(path) ? 'page' : undefined}
      activeProps={{}}
    >
      <Icon name={place.icon} />
      {place.name}
    </Link>
  ));
  return (
    <div className={`app${viewer.isDemo ? ' has-ribbon' : ''}`}>
      <a className="btn skip" href="#main">
        <Trans>Skip to the page</Trans>
      </a>
      <LiveUpdates />
      {viewer.isDemo ? <DemoRibbon /> : null}
      <header className="rail">
        <Link className="brand" to="/" search={{}}>
          <Logo />
          Salus
        </Link>
        <nav className="nav" aria-label={t`Main`}>
          {links}
        </nav>
        <div className="rail-foot">
          <Tray />
          <Link className="me" to="/you" search={{}}>
            <span className="avatar" aria-hidden="true">
              {initials(viewer.name || viewer.email)}
            </span>
            <span>
              <b>{viewer.name || viewer.email}</b>
              <span className="t-cap ink-3">{viewer.name ? viewer.email : viewer.timeZone}</span>
            </span>
          </Link>
        </div>
      </header>
      <div className={`page${why ? ' has-panel' : ''}`}>
        <main className="main" id="main" tabIndex={-1}>
          <Offline />
          <Outlet />
        </main>
        {why ? (
          <Suspense fallback={<aside className="panel" aria-busy="true" />}>
            <WhyPanel key={why} why={why} />
          </Suspense>
        ) : null}
      </div>
      <nav className="tabbar" aria-label={t`Main, at the bottom`}>
        <TrayLine />
        {links}
      </nav>
      <ProgressVoice />
    </div>
  );
}

/** Said while the browser has no line; the numbers stay, each with its own time. */
function Offline() {
  const online = useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
  );
  return (
    <div role="status">
      {online ? null : (
        <p className="note offline">
          <Icon name="warn" small />
          <Trans>You are offline. What is shown was loaded before; new data comes when you are back.</Trans>
        </p>
      )}
    </div>
  );
}

/** A file may be dropped on any screen; it is sent, and the Files page shows what becomes of it. */
function useDropAnywhere(): void {
  const navigate = useNavigate();
  const client = useQueryClient();
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const dropped = (event: DragEvent) => {
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      for (const file of event.dataTransfer?.files ?? []) {
        sendFile(file, () => void client.invalidateQueries({ queryKey: ['imports'] }));
      }
      void navigate({ to: '/imports', search: {} });
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', dropped);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', dropped);
    };
  }, [navigate, client]);
}

function DemoRibbon() {
  const { t } = useLingui();
  const [asking, setAsking] = useState(false);
  const clear = useMutation({
    mutationFn: () => execute(ClearDemoDocument, {}),
    onSuccess: () => {
      hangUp();
      location.assign('/');
    },
  });
  return (
    <aside className="ribbon" aria-label={t`Demo`}>
      <span className="clip">
        <Trans>
          <b>Demo.</b> An invented person; nothing here is yours.
        </Trans>
      </span>
      <button type="button" className="btn btn-s" onClick={() => setAsking(true)}>
        <Trans>Clear demo</Trans>
      </button>
      <Dialog open={asking} title={<Trans>Clear the demo?</Trans>} onClose={() => setAsking(false)}>
        <p>
          <Trans>The invented person and everything of theirs is erased. Your own data is not touched.</Trans>
        </p>
        {clear.error ? <Trouble error={clear.error} /> : null}
        <div className="actions">
          <button type="button" className="btn" onClick={() => setAsking(false)}>
            <Trans>Keep it</Trans>
          </button>
          <button type="button" className="btn btn-1" disabled={clear.isPending} onClick={() => clear.mutate()}>
            <Trans>Clear the demo</Trans>
          </button>
        </div>
      </Dialog>
    </aside>
  );
}
