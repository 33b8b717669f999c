import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { jobsQuery } from '@/api/jobs';
import { useViewer } from '@/api/session';
import { useCategoryName } from '@/ui/categories';
import { Icon } from '@/ui/Icon';
import { Select } from '@/ui/Select';
import { SourceMark } from '@/ui/SourceMark';
import { Trouble } from '@/ui/states';
import { useToast } from '@/ui/toasts';
import { ChangePanel, Gist } from './ChangePanel';
import { arranged, draftOf, putBack, sameDraft, validFrom, type Draft, type Since } from './draft';
import { OrderList } from './OrderList';
import { orderQuery, ordersQuery, resetOrder, setOrder, undoOrder, type Order } from './queries';
import { Recalculating } from './Recalculating';
import { CATEGORY_RULES, COMMON_RULE } from './words';

const UNDO_SECONDS = 10;

/** One order being rearranged: the list, who is never used, which metrics follow, and what would change. */
export function OrderEditor({ order, all }: { order: Order; all: readonly Order[] }) {
  const { i18n, t } = useLingui();
  const viewer = useViewer();
  const client = useQueryClient();
  const toast = useToast();
  const kept = draftOf(order);
  const [edited, setEdited] = useState<Draft | null>(null);
  const [since, setSince] = useState<Since>('always');
  const [date, setDate] = useState(viewer.today);
  const draft = edited ?? kept;
  const changed = !sameDraft(draft, kept);
  const from = validFrom(since, date, viewer.today);
  const category = useCategoryName()(order.category);
  const title = order.metric?.name ?? category;
  const { ordered, never } = arranged(order, draft);
  const first = ordered[0]?.source.name ?? '';
  const space = t`Space`;
  const input = { scope: order.scope, order: [...draft.order], never: [...draft.never], validFrom: from };

  /** Shows the order as if the server had agreed already; what it was, to go back to. */
  const assume = async (next: Order) => {
    await client.cancelQueries({ queryKey: ['preferences'] });
    const before = {
      all: client.getQueryData(ordersQuery.queryKey),
      one: client.getQueryData(orderQuery(order.scope).queryKey),
    };
    client.setQueryData(ordersQuery.queryKey, (old) => old?.map((o) => (o.scope === next.scope ? next : o)));
    client.setQueryData(orderQuery(order.scope).queryKey, next);
    return before;
  };
  const current = () => {
    void client.invalidateQueries({ queryKey: ['preferences'] });
    void client.invalidateQueries({ queryKey: jobsQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['preference-preview'] });
  };
  const restore = (before: Awaited<ReturnType<typeof assume>> | undefined) => {
    if (!before) return;
    client.setQueryData(ordersQuery.queryKey, before.all);
    client.setQueryData(orderQuery(order.scope).queryKey, before.one);
  };

  const undo = useMutation({
    mutationFn: undoOrder,
    onSuccess: ({ jobId }) => toast({ text: <Recalculating jobId={jobId ?? null} lead={t`${title} is in its earlier order again.`} /> }),
    onError: (error) => toast({ text: error.message }),
    onSettled: current,
  });
  const set = useMutation({
    mutationFn: setOrder,
    onMutate: async () => {
      const lead = t`${first} is first for ${title}.`;
      const next: Order = {
        ...order,
        ordered: ordered.map((r) => ({ days: 0, lastDay: null, ...r })),
        never,
      };
      // An order that begins on a later day is not the one that holds today.
      if (from !== null && from > viewer.today) return { draft, lead };
      const before = await assume(next);
      setEdited(null);
      return { before, draft, lead };
    },
    onSuccess: ({ undoToken, jobId }, _input, { lead }) => {
      setEdited(null);
      toast({
        text: <Recalculating jobId={jobId ?? null} lead={lead} />,
        seconds: UNDO_SECONDS,
        ...(undoToken ? { undo: () => undo.mutate(undoToken) } : {}),
      });
    },
    onError: (error, _input, assumed) => {
      restore(assumed?.before);
      setEdited(assumed?.draft ?? null);
      toast({ text: <Trans>The order stays as it was. {error.message}</Trans> });
    },
    onSettled: current,
  });
  const reset = useMutation({
    mutationFn: () => resetOrder(order.scope),
    onSuccess: ({ undoToken, jobId }) => {
      setEdited(null);
      toast({
        text: (
          <Recalculating
            jobId={jobId ?? null}
            lead={order.metric ? t`${title} follows ${category} again.` : t`${title} is in the order Salus begins with.`}
          />
        ),
        seconds: UNDO_SECONDS,
        ...(undoToken ? { undo: () => undo.mutate(undoToken) } : {}),
      });
    },
    onError: (error) => toast({ text: error.message }),
    onSettled: current,
  });

  return (
    <>
      <div className="stack">
        <div>
          <div className="row-b">
            <h2 className="t-head">{title}</h2>
            {order.metric ? (
              <Link className="link t-small push" to="/preferences/sources" search={{ scope: `category:${order.category}` }}>
                <Trans>Back to {category}</Trans>
              </Link>
            ) : null}
          </div>
          <p className="t-small ink-2">
            {order.metric && order.follows ? (
              <Trans>Follows {category}. A change here gives it an order of its own.</Trans>
            ) : (
              i18n._(CATEGORY_RULES[order.category] ?? COMMON_RULE)
            )}
          </p>
          {changed ? <Gist input={input} /> : null}
        </div>
        <OrderList items={ordered} draft={draft} category={title} onChange={setEdited} />
        {never.length ? (
          <div>
            <p className="t-cap ink-3" style={{ marginBottom: 8 }} id="never-used">
              <Trans>Never used for {title}</Trans>
            </p>
            <ul className="ord-list" aria-labelledby="never-used">
              {never.map((source) => (
                <li className="ord-item is-never" key={source.id}>
                  <Icon name="never" small />
                  <SourceMark source={source} />
                  <span className="t-name clip">{source.name}</span>
                  <button
                    type="button"
                    className="btn btn-s btn-0"
                    aria-label={t`Use ${source.name} again`}
                    onClick={() => setEdited(putBack(draft, source.id))}
                  >
                    <Trans>Use</Trans>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        <p className="kb t-cap ink-3 wide-only" aria-hidden="true">
          <kbd>{space}</kbd> <Trans>lift</Trans> <kbd>↑</kbd>
          <kbd>↓</kbd> <Trans>move</Trans> <kbd>{space}</kbd> <Trans>drop</Trans> <kbd>Esc</kbd> <Trans>back</Trans>
        </p>
        {order.metric ? null : <Followers order={order} all={all} category={category} />}
        {order.id && !changed ? (
          <button type="button" className="btn" style={{ justifySelf: 'start' }} disabled={reset.isPending} onClick={() => reset.mutate()}>
            {order.metric ? <Trans>Follow {category} again</Trans> : <Trans>Back to the order Salus begins with</Trans>}
          </button>
        ) : null}
        {set.error ? <Trouble error={set.error} /> : null}
      </div>
      <ChangePanel
        input={changed ? input : null}
        first={first}
        since={since}
        onSince={setSince}
        date={date}
        onDate={setDate}
        today={viewer.today}
        busy={set.isPending}
        onUse={() => set.mutate(input)}
        onPutBack={() => setEdited(null)}
      />
    </>
  );
}

/** Which metrics of the category follow it, and which have their own order. */
function Followers({ order, all, category }: { order: Order; all: readonly Order[]; category: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const own = new Map(order.ownOrder.map((m) => [m.code, m]));
  const follow = order.metrics.filter((m) => !own.has(m.code));
  const shown = follow.slice(0, 5).map((m) => m.name);
  const rest = follow.length - shown.length;
  return (
    <section className="card">
      <div className="own">
        {follow.length ? (
          <>
            <span className="t-name">
              {shown.join(', ')}
              {rest > 0 ? (
                <>
                  {' '}
                  <Trans>and {rest} more</Trans>
                </>
              ) : null}
            </span>
            <span className="ink-2">
              <Trans>Follow {category}</Trans>
            </span>
          </>
        ) : null}
        {order.ownOrder.map((m) => {
          const lead = all.find((o) => o.metric?.code === m.code)?.ordered[0]?.source;
          return [
            <span className="t-name" key={`${m.code} name`}>
              {m.name}
            </span>,
            <span className="row ink-2" key={m.code}>
              {lead ? <SourceMark source={lead} /> : null}
              <Trans>Own order</Trans>
              <Link
                className="link"
                to="/preferences/sources"
                search={{ scope: `metric:${m.code}` }}
                aria-label={t`Edit the order of ${m.name}`}
              >
                <Trans>Edit</Trans>
              </Link>
            </span>,
          ];
        })}
      </div>
      {follow.length ? (
        <p style={{ marginTop: 12 }}>
          <Select
            label={t`Give a metric an order of its own`}
            value=""
            options={[['', t`Give a metric its own order…`], ...follow.map((m) => [m.code, m.name] as const)]}
            onChange={(code) => {
              if (code) void navigate({ to: '/preferences/sources', search: { scope: `metric:${code}` } });
            }}
          />
        </p>
      ) : null}
    </section>
  );
}
