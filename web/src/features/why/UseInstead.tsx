import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { execute } from '@/api/client';
import { unwrap } from '@/api/errors';
import { PreviewPreferenceDocument, SetPreferenceDocument, UndoPreferenceDocument } from '@/api/generated/graphql';
import { quantity, type Shown } from '@/lib/quantity';
import { formatNumber, formatSigned } from '@/lib/format';
import { useCategoryName } from '@/ui/categories';
import { Segmented } from '@/ui/Segmented';
import { Select } from '@/ui/Select';
import { Bone, Trouble } from '@/ui/states';
import { useToast } from '@/ui/toasts';
import { whyOrderQuery, type WhyDay } from './queries';

/** Put another source first, for this metric or its whole category, with the new number shown before. */
export function UseInstead({ day, shown }: { day: WhyDay; shown: Shown }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const toast = useToast();
  const category = useCategoryName();
  const [scope, setScope] = useState<'metric' | 'category'>('metric');
  const [chosen, setChosen] = useState('');
  const scopeName = scope === 'metric' ? `metric:${day.metric.code}` : `category:${day.metric.category}`;
  const others = day.explanation.candidates.filter((c) => c.rank !== 1);
  const order = useQuery({ ...whyOrderQuery(scopeName), enabled: chosen !== '' });

  const input = () => {
    const known = order.data;
    if (!known) return null;
    const ids = known.ordered.map((r) => r.source.id).filter((id) => id !== chosen);
    return {
      scope: scopeName,
      order: [chosen, ...ids],
      never: known.never.map((s) => s.id).filter((id) => id !== chosen),
    };
  };
  const wanted = chosen ? input() : null;
  const preview = useQuery({
    queryKey: ['why', 'preview', day.metric.code, day.date, wanted],
    enabled: wanted !== null,
    queryFn: async ({ signal }) => {
      if (!wanted) throw new Error('Nothing was chosen.');
      const { previewPreference } = await execute(PreviewPreferenceDocument, { input: wanted }, signal);
      return unwrap(previewPreference).metrics.find((m) => m.metric.code === day.metric.code) ?? null;
    },
  });
  const at = preview.data?.then.date.indexOf(day.date) ?? -1;
  const then = at >= 0 ? (preview.data?.then.value[at] ?? null) : preview.data === null ? day.value : null;

  const refresh = () =>
    void client.invalidateQueries({
      predicate: (q) => ['today', 'metric', 'why', 'preferences', 'sleep', 'workouts', 'explore'].includes(String(q.queryKey[0])),
    });
  const undo = useMutation({
    mutationFn: async (token: string) => unwrap((await execute(UndoPreferenceDocument, { token })).undoPreference),
    onSuccess: refresh,
    onError: (error) => toast({ text: error.message }),
  });
  const use = useMutation({
    mutationFn: async () => {
      if (!wanted) throw new Error('Nothing was chosen.');
      return unwrap((await execute(SetPreferenceDocument, { input: wanted })).setPreference);
    },
    onSuccess: (result) => {
      const name = others.find((c) => c.source.id === chosen)?.source.name ?? '';
      const where = scope === 'metric' ? day.metric.name : category(day.metric.category);
      const token = result.undoToken;
      setChosen('');
      refresh();
      toast({
        text: (
          <Trans>
            {name} is first for <b className="strong">{where}</b>.
          </Trans>
        ),
        seconds: 10,
        ...(token ? { undo: () => undo.mutate(token) } : {}),
      });
    },
  });

  return (
    <>
      <div className="why-foot-head">
        <span className="t-name">
          <Trans>Use instead</Trans>
        </span>
        <Segmented
          label={t`For what`}
          value={scope}
          onChange={setScope}
          options={[
            ['metric', day.metric.name],
            ['category', category(day.metric.category)],
          ]}
        />
      </div>
      <div className="why-use">
        <Select
          label={t`Source to put first`}
          value={chosen}
          options={[['', t`Choose a source…`], ...others.map((c) => [c.source.id, c.source.name] as const)]}
          onChange={setChosen}
        />
        <span className="then" aria-live="polite">
          {wanted === null ? null : preview.isPending ? (
            <Bone width={80} />
          ) : then === null ? (
            '–'
          ) : (
            <>
              {quantity(then, shown)}{' '}
              {day.value !== null ? (
                <span className="ink-2">({formatSigned(shown.convert(then) - shown.convert(day.value), shown.decimals)})</span>
              ) : null}
              {preview.data && preview.data.changedDays > 1 ? (
                <span className="t-cap ink-3 why-days">
                  <Trans>{formatNumber(preview.data.changedDays)} days change</Trans>
                </span>
              ) : null}
            </>
          )}
        </span>
        <button type="button" className="btn btn-1" disabled={!wanted || use.isPending} onClick={() => use.mutate()}>
          <Trans>Use it</Trans>
        </button>
      </div>
      {order.error ? <Trouble error={order.error} onRetry={() => void order.refetch()} /> : null}
      {preview.error ? <Trouble error={preview.error} onRetry={() => void preview.refetch()} /> : null}
      {use.error ? <Trouble error={use.error} /> : null}
    </>
  );
}
