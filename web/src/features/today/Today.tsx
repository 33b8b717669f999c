import './today.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useViewer } from '@/api/session';
import { addDays } from '@/lib/dates';
import { formatMoment, longDay } from '@/lib/format';
import { useIsPhone } from '@/lib/useMedia';
import { useTitle } from '@/lib/useTitle';
import { Icon } from '@/ui/Icon';
import { Bone, Empty, Loading, Trouble } from '@/ui/states';
import { DayTimeline } from './DayTimeline';
import { EditCards } from './EditCards';
import { MetricCard } from './MetricCard';
import { todayQuery, type TodayData } from './queries';

export function Today() {
  const viewer = useViewer();
  const { t } = useLingui();
  const phone = useIsPhone();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { date } = useSearch({ from: '/inside/' });
  const { data, error, isPlaceholderData, refetch } = useQuery(todayQuery(date ?? null));
  const [editing, setEditing] = useState(false);
  const shown = data && !isPlaceholderData ? data.date : (date ?? viewer.today);
  const isToday = shown >= viewer.today;
  useTitle(isToday ? t`Today` : longDay(shown, viewer.today));

  const go = (by: number) => {
    const next = addDays(shown, by);
    if (next > viewer.today) return;
    void navigate({ to: '/', search: next === viewer.today ? {} : { date: next } });
  };
  useEffect(() => {
    if (data && !isPlaceholderData) void client.prefetchQuery(todayQuery(addDays(data.date, -1)));
  }, [client, data, isPlaceholderData]);
  useDayKeys(go);
  const swipe = useSwipe(go);

  return (
    <div {...swipe}>
      <header className="head">
        <div>
          <h1 className="t-page clip">{longDay(shown, viewer.today, phone ? 'short' : 'long')}</h1>
          <p className="t-small ink-2 row">{data ? <Freshness data={data} /> : <Bone width={180} />}</p>
        </div>
        <div className="end">
          <button type="button" className="btn btn-i btn-0" aria-label={t`Day before`} onClick={() => go(-1)}>
            <Icon name="left" />
          </button>
          <button
            type="button"
            className="btn btn-i btn-0"
            aria-label={t`Day after`}
            disabled={isToday}
            onClick={() => go(1)}
          >
            <Icon name="right" />
          </button>
          {viewer.hasData ? (
            <button type="button" className="btn wide-only" onClick={() => setEditing(true)}>
              <Trans>Edit cards</Trans>
            </button>
          ) : null}
        </div>
      </header>
      {error && !data ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton />
      ) : !viewer.hasData && data.cards.every((c) => c.value === null) ? (
        <NoData />
      ) : (
        <div aria-busy={isPlaceholderData}>
          {error ? <Trouble error={error} onRetry={() => void refetch()} /> : null}
          <DayTimeline data={data} />
          <div className="cards today-cards">
            {data.cards.map((card) => (
              <MetricCard key={card.metric.code} card={card} today={data} />
            ))}
          </div>
        </div>
      )}
      {editing ? <EditCards onClose={() => setEditing(false)} /> : null}
    </div>
  );
}

/** A source that has been silent for longer is not expected any more. */
const RETIRED_AFTER_MS = 30 * 86_400_000;

/** The dot and the sentence under the date: how new what is shown is, and from how many sources. */
function Freshness({ data }: { data: TodayData }) {
  const { t } = useLingui();
  const newest = data.newestAt ? Date.parse(data.newestAt) : null;
  const age = (at: string | null): number => (at === null || newest === null ? Infinity : newest - Date.parse(at));
  // A phone that was given away years ago is not late.
  const heard = data.sources.filter((s) => age(s.lastDataAt) < RETIRED_AFTER_MS);
  const inToday = heard.filter((s) => age(s.lastDataAt) < 36 * 3_600_000);
  const fresh = newest !== null;
  return (
    <>
      <svg width="8" height="8" role="img" aria-label={fresh ? t`Up to date` : t`No data yet`} className="dot">
        <circle cx="4" cy="4" r="4" fill={fresh ? 'var(--accent)' : 'var(--line-strong)'} />
      </svg>
      <span className="clip">
        {newest === null ? (
          <Trans>No data on this day</Trans>
        ) : (
          <>
            {data.isToday ? (
              <span className="wide-only">
                <Trans>Today so far.</Trans>{' '}
              </span>
            ) : null}
            <Trans>
              Newest {formatMoment(newest, data.zone, data.date)}, {inToday.length} of {heard.length} sources in
            </Trans>
          </>
        )}
      </span>
    </>
  );
}

function NoData() {
  return (
    <Empty
      title={<Trans>Nothing here yet</Trans>}
      action={
        <Link to="/imports" className="btn btn-1">
          <Icon name="files" small />
          <Trans>Bring in a file</Trans>
        </Link>
      }
    >
      <Trans>
        No file has been imported. On an iPhone: Health, your picture, Export All Health Data; then drop the
        export.zip on this page.
      </Trans>
    </Empty>
  );
}

function Skeleton() {
  const { t } = useLingui();
  return (
    <Loading label={t`Loading the day`}>
      <div className="card day">
        <Bone width={160} />
        <Bone height={184} />
      </div>
      <div className="cards today-cards">
        {Array.from({ length: 6 }, (_, i) => (
          <div className="card metric" key={i}>
            <Bone width={120} />
            <Bone width={140} height={40} />
            <Bone height={44} />
          </div>
        ))}
      </div>
    </Loading>
  );
}

/** Left and right turn the day when nothing else wants the keys. */
function useDayKeys(go: (by: number) => void): void {
  const latest = useRef(go);
  useEffect(() => {
    latest.current = go;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const target = event.target as HTMLElement;
      if (target !== document.body && target.id !== 'main') return;
      if (event.key === 'ArrowLeft') latest.current(-1);
      if (event.key === 'ArrowRight') latest.current(1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** A clear sideways stroke turns the day; on a chart the finger scrubs instead. */
function useSwipe(go: (by: number) => void) {
  const start = useRef<{ x: number; y: number } | null>(null);
  return {
    onTouchStart: (event: React.TouchEvent) => {
      const touch = event.touches[0];
      const onChart = (event.target as HTMLElement).closest('.chart') !== null;
      start.current = touch && event.touches.length === 1 && !onChart ? { x: touch.clientX, y: touch.clientY } : null;
    },
    onTouchEnd: (event: React.TouchEvent) => {
      const touch = event.changedTouches[0];
      const from = start.current;
      start.current = null;
      if (!touch || !from) return;
      const dx = touch.clientX - from.x;
      if (Math.abs(dx) > 64 && Math.abs(dx) > 2 * Math.abs(touch.clientY - from.y)) go(dx > 0 ? -1 : 1);
    },
  };
}
