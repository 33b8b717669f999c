import './order.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { shortSource } from '@/lib/names';
import { useTitle } from '@/lib/useTitle';
import { CATEGORIES, CATEGORY_HUES, useCategoryName } from '@/ui/categories';
import { Icon, iconOf } from '@/ui/Icon';
import { Bone, Empty, Loading, Trouble } from '@/ui/states';
import { OrderEditor } from './OrderEditor';
import { orderQuery, ordersQuery, type Order } from './queries';

/** Which source counts first, by category or by metric. */
export function SourceOrder() {
  const { scope } = useSearch({ from: '/inside/preferences/sources' });
  const { t } = useLingui();
  useTitle(t`Source order`);
  const orders = useQuery(ordersQuery);
  const categories = sortedCategories(orders.data ?? []);
  const wanted = scope ?? categories[0]?.scope;
  const listed = orders.data?.find((o) => o.scope === wanted);
  // A metric that follows its category is not among the orders; the server tells which one it follows.
  const single = useQuery({ ...orderQuery(wanted ?? ''), enabled: Boolean(wanted) && orders.isSuccess && !listed });
  const order = listed ?? single.data;
  return (
    <>
      <header className="head">
        <div>
          <p className="t-small ink-3">
            <Link to="/you">
              <Trans>You</Trans>
            </Link>{' '}
            / <Trans>Preferences</Trans>
          </p>
          <h1 className="t-page">
            <Trans>Source order</Trans>
          </h1>
        </div>
      </header>
      {orders.isPending ? (
        <OrderBones />
      ) : orders.error && !orders.data ? (
        <Trouble error={orders.error} onRetry={() => void orders.refetch()} />
      ) : categories.length === 0 ? (
        <Empty
          title={<Trans>No sources yet</Trans>}
          action={
            <Link className="btn btn-1" to="/imports">
              <Trans>Import a file</Trans>
            </Link>
          }
        >
          <Trans>As soon as data of a source is here, you decide in which order sources count.</Trans>
        </Empty>
      ) : (
        <div className="ord">
          <Categories orders={categories} current={order?.category ?? ''} />
          {order ? (
            <OrderEditor key={order.scope} order={order} all={orders.data ?? []} />
          ) : single.error ? (
            <Trouble error={single.error} onRetry={() => void single.refetch()} />
          ) : (
            <Bone height={320} />
          )}
        </div>
      )}
    </>
  );
}

function sortedCategories(orders: readonly Order[]): Order[] {
  const place = (o: Order): number => {
    const at = (CATEGORIES as readonly string[]).indexOf(o.category);
    return at < 0 ? CATEGORIES.length : at;
  };
  return orders.filter((o) => !o.metric && o.ordered.length + o.never.length > 0).sort((a, b) => place(a) - place(b));
}

function Categories({ orders, current }: { orders: readonly Order[]; current: string }) {
  const { t } = useLingui();
  const categoryName = useCategoryName();
  return (
    <nav className="cats" aria-label={t`Categories`}>
      {orders.map((o) => {
        return (
          <Link
            key={o.scope}
            className={CATEGORY_HUES[o.category] ?? 'plain'}
            to="/preferences/sources"
            search={{ scope: o.scope }}
            activeProps={{}}
            aria-current={o.category === current ? 'true' : undefined}
          >
            <Icon name={iconOf(o.category)} hue />
            <span>{categoryName(o.category)}</span>
            <span className="t-cap clip">{shortSource(o.ordered[0]?.source.name ?? '')}</span>
          </Link>
        );
      })}
    </nav>
  );
}

function OrderBones() {
  const { t } = useLingui();
  return (
    <Loading label={t`The orders are being fetched`}>
      <div className="ord">
        <div className="stack" style={{ gap: 8 }}>
          {[0, 1, 2, 3].map((i) => (
            <Bone key={i} height={40} />
          ))}
        </div>
        <div className="stack" style={{ gap: 8 }}>
          <Bone width={160} height={44} />
          {[0, 1, 2, 3].map((i) => (
            <Bone key={i} height={64} />
          ))}
        </div>
        <Bone height={420} />
      </div>
    </Loading>
  );
}
