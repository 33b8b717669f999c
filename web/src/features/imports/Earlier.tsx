import { Trans, useLingui } from '@lingui/react/macro';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useViewer } from '@/api/session';
import { formatMoment, formatNumber } from '@/lib/format';
import { Icon } from '@/ui/Icon';
import type { Import } from './queries';
import { UndoDialog } from './UndoDialog';

/** Imports that are over, newest first; each can be looked at and undone. */
export function Earlier({ past, query }: { past: readonly Import[]; query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'> }) {
  const { t } = useLingui();
  const [undoing, setUndoing] = useState<Import | null>(null);
  return (
    <section className="card">
      <h2 className="t-name">
        <Trans>Earlier</Trans>
      </h2>
      <ul className="earlier">
        {past.map((one) => (
          <li key={one.id}>
            <div>
              <Link className="t-small clip block" to="/imports/$id" params={{ id: one.id }}>
                {one.fileName}
              </Link>
              <p className="t-cap ink-3">
                <Words one={one} />
              </p>
            </div>
            {one.canUndo ? (
              <button
                type="button"
                className="btn btn-s"
                aria-label={t`Undo ${one.fileName}`}
                onClick={() => setUndoing(one)}
              >
                <Icon name="undo" small />
                <Trans>Undo</Trans>
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <button
          type="button"
          className="btn btn-s"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          <Trans>Show older ones</Trans>
        </button>
      ) : null}
      {undoing ? <UndoDialog one={undoing} onClose={() => setUndoing(null)} /> : null}
    </section>
  );
}

function Words({ one }: { one: Import }) {
  const viewer = useViewer();
  const when = (at: string): string => formatMoment(Date.parse(at), viewer.zone, viewer.today);
  const r = one.report;
  switch (one.state) {
    case 'UNDONE':
      return <Trans>{when(one.undoneAt ?? one.startedAt)}: undone</Trans>;
    case 'CANCELLED':
      return <Trans>{when(one.endedAt ?? one.startedAt)}: cancelled, nothing kept</Trans>;
    case 'FAILED':
      return (
        <>
          {when(one.endedAt ?? one.startedAt)}: {one.problem ?? <Trans>failed</Trans>}
        </>
      );
    default:
      return (
        <>
          {when(one.endedAt ?? one.startedAt)}
          {r ? (
            <Trans>
              : {formatNumber(r.new)} new, {formatNumber(r.unchanged)} already here
            </Trans>
          ) : null}
          {r?.quarantined ? <Trans>, {formatNumber(r.quarantined)} unreadable</Trans> : null}
          {r?.partial ? <Trans>; the file ended early</Trans> : null}
        </>
      );
  }
}
