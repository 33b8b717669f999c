import { Trans } from '@lingui/react/macro';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Empty, Trouble } from '@/ui/states';

/** The last net: a page that could not even begin. */
export function RootTrouble({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className="main" id="main">
      <h1 className="t-page">
        <Trans>This page could not be shown</Trans>
      </h1>
      <Trouble
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}

export function NotFound() {
  return (
    <main className="main" id="main">
      <Empty
        title={<Trans>There is no such page</Trans>}
        action={
          <Link to="/" className="btn">
            <Trans>Go to Today</Trans>
          </Link>
        }
      >
        <Trans>The address may have a typing mistake, or lead to something that was removed.</Trans>
      </Empty>
    </main>
  );
}
