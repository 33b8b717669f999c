import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { execute } from '@/api/client';
import { unwrap } from '@/api/errors';
import { UpdateViewerDocument } from '@/api/generated/graphql';
import { useViewer, viewerQuery } from '@/api/session';
import { Dialog } from '@/ui/Dialog';
import { Icon } from '@/ui/Icon';
import { Select } from '@/ui/Select';
import { Bone, Trouble } from '@/ui/states';
import { cardChoicesQuery, todayQuery } from './queries';

/** Which cards stand on Today and in which order. */
export function EditCards({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const client = useQueryClient();
  const choices = useQuery(cardChoicesQuery);
  const shown = useQuery(todayQuery(null)).data?.cards.map((c) => c.metric.code) ?? [];
  const [codes, setCodes] = useState<readonly string[]>(viewer.favourites.length ? viewer.favourites : shown);
  const save = useMutation({
    mutationFn: async () =>
      unwrap((await execute(UpdateViewerDocument, { input: { favourites: [...codes] } })).updateViewer).viewer,
    onSuccess: (next) => {
      client.setQueryData(viewerQuery.queryKey, next);
      void client.invalidateQueries({ queryKey: ['today'] });
      onClose();
    },
  });
  const nameOf = (code: string): string => choices.data?.find((m) => m.code === code)?.name ?? code;
  const move = (index: number, by: number) => {
    const next = [...codes];
    const [code] = next.splice(index, 1);
    if (code) next.splice(index + by, 0, code);
    setCodes(next);
  };
  const rest = (choices.data ?? []).filter((m) => !codes.includes(m.code));
  return (
    <Dialog open title={<Trans>Cards on Today</Trans>} onClose={onClose}>
      {choices.error ? (
        <Trouble error={choices.error} onRetry={() => void choices.refetch()} />
      ) : !choices.data ? (
        <Bone height={240} />
      ) : (
        <>
          <ol className="sort">
            {codes.map((code, i) => (
              <li key={code}>
                <span className="clip">{nameOf(code)}</span>
                <span className="row push">
                  <button
                    type="button"
                    className="btn btn-0 btn-s btn-i"
                    aria-label={t`${nameOf(code)} up`}
                    disabled={i === 0}
                    onClick={() => move(i, -1)}
                  >
                    <Icon name="up" small />
                  </button>
                  <button
                    type="button"
                    className="btn btn-0 btn-s btn-i"
                    aria-label={t`${nameOf(code)} down`}
                    disabled={i === codes.length - 1}
                    onClick={() => move(i, 1)}
                  >
                    <Icon name="down" small />
                  </button>
                  <button
                    type="button"
                    className="btn btn-0 btn-s btn-i"
                    aria-label={t`Hide ${nameOf(code)}`}
                    onClick={() => setCodes(codes.filter((c) => c !== code))}
                  >
                    <Icon name="close" small />
                  </button>
                </span>
              </li>
            ))}
          </ol>
          {rest.length ? (
            <Select
              label={t`Add a card`}
              value=""
              options={[['', t`Add a card…`], ...rest.map((m) => [m.code, m.name] as const)]}
              onChange={(code) => {
                if (code) setCodes([...codes, code]);
              }}
            />
          ) : null}
        </>
      )}
      {save.error ? <Trouble error={save.error} /> : null}
      <div className="actions">
        <button type="button" className="btn" onClick={onClose}>
          <Trans>Not now</Trans>
        </button>
        <button
          type="button"
          className="btn btn-1"
          disabled={save.isPending || codes.length === 0}
          onClick={() => save.mutate()}
        >
          <Trans>Keep these cards</Trans>
        </button>
      </div>
    </Dialog>
  );
}
