import './sleep.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useViewer } from '@/api/session';
import { addDays, type Day } from '@/lib/dates';
import { longDay, shortDay } from '@/lib/format';
import { useIsPhone } from '@/lib/useMedia';
import { useTitle } from '@/lib/useTitle';
import { Icon } from '@/ui/Icon';
import { Bone, Empty, Loading, Trouble } from '@/ui/states';
import { HabitCard, NapsCard, StagesCard } from './Cards';
import { NightTable } from './NightTable';
import { nightQuery, type NightAnswer } from './queries';
import { NightTracks } from './NightTracks';
import { accounts } from './night';
import { useTold } from './useTold';

/** A person who stays this long on a night may turn to the one before. */
const IDLE_MS = 700;

/** One night, named by the day of waking: what the sources tell of it, on one time axis. */
export function NightPage() {
  const { date } = useParams({ from: '/inside/sleep/$date' });
  const { view } = useSearch({ from: '/inside/sleep/$date' });
  const viewer = useViewer();
  const navigate = useNavigate();
  const phone = useIsPhone();
  const { t } = useLingui();
  const { data, error, isPending, refetch } = useQuery(nightQuery(date));
  useTitle(t`Night to ${shortDay(date)}`);
  const last = date >= viewer.today;
  useNeighbour(addDays(date, -1), data !== undefined);
  const go = (to: Day) =>
    void navigate({ to: '/sleep/$date', params: { date: to }, search: (old) => ({ ...old, why: undefined }) });
  const table = () =>
    void navigate({
      to: '/sleep/$date',
      params: { date },
      search: (old) => ({ ...old, view: view === 'table' ? undefined : 'table' }),
      replace: true,
    });
  useArrowKeys((by) => {
    if (by < 0 || !last) go(addDays(date, by));
  });
  return (
    <>
      <header className="head">
        <div>
          <p className="t-small ink-3">
            <Trans>Sleep</Trans>
          </p>
          <h1 className="t-page">
            <Trans>Night to {phone ? shortDay(date) : longDay(date, viewer.today)}</Trans>
          </h1>
        </div>
        <div className="end">
          <Link
            className="btn btn-i btn-0"
            to="/sleep/$date"
            params={{ date: addDays(date, -1) }}
            search={view ? { view } : {}}
            aria-label={t`Night before`}
          >
            <Icon name="left" />
          </Link>
          {last ? (
            <button type="button" className="btn btn-i btn-0" disabled aria-label={t`Night after`}>
              <Icon name="right" />
            </button>
          ) : (
            <Link
              className="btn btn-i btn-0"
              to="/sleep/$date"
              params={{ date: addDays(date, 1) }}
              search={view ? { view } : {}}
              aria-label={t`Night after`}
            >
              <Icon name="right" />
            </Link>
          )}
          {data?.night ? (
            <button type="button" className={`btn${phone ? ' btn-i' : ''}`} aria-pressed={view === 'table'} onClick={table}>
              <Icon name="table" small />
              <span className={phone ? 'vh' : undefined}>
                {view === 'table' ? <Trans>View as chart</Trans> : <Trans>View as table</Trans>}
              </span>
            </button>
          ) : null}
        </div>
      </header>
      {isPending ? (
        <NightBones />
      ) : data ? (
        <>
          {error ? <Trouble error={error} onRetry={() => void refetch()} /> : null}
          {data.night ? (
            <NightBody
              key={date}
              answer={{ ...data, night: data.night }}
              date={date}
              table={view === 'table'}
              onStep={(by) => (by < 0 || !last ? go(addDays(date, by)) : undefined)}
              onTable={table}
              onNight={go}
            />
          ) : (
            <NoNight date={date} coverage={data.metric.coverage ?? null} today={viewer.today} />
          )}
        </>
      ) : (
        <Trouble error={error} onRetry={() => void refetch()} />
      )}
    </>
  );
}

function NightBody({
  answer,
  date,
  table,
  onStep,
  onTable,
  onNight,
}: {
  answer: NightAnswer & { night: NonNullable<NightAnswer['night']> };
  date: Day;
  table: boolean;
  onStep: (by: number) => void;
  onTable: () => void;
  onNight: (date: Day) => void;
}) {
  const { night } = answer;
  const list = accounts(night);
  const [told, choose] = useTold(list.length);
  const chosen = list[told === 'overlay' ? 0 : told] ?? list[0];
  if (!chosen) return null;
  return (
    <div className="night">
      {table ? (
        <NightTable night={night} accounts={list} />
      ) : (
        <NightTracks
          answer={answer}
          date={date}
          accounts={list}
          told={told}
          onTold={choose}
          onStep={onStep}
          onTable={onTable}
        />
      )}
      <aside className="stack" aria-label={chosen.source.name}>
        <StagesCard answer={answer} account={chosen} named={list.length > 1} />
        <HabitCard answer={answer} date={date} onNight={onNight} />
        {night.naps.length ? <NapsCard naps={night.naps} /> : null}
      </aside>
    </div>
  );
}

/** Fetches the night before when there is time, so that turning to it waits for nothing. */
function useNeighbour(date: Day, ready: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(() => void client.prefetchQuery(nightQuery(date)), IDLE_MS);
    return () => clearTimeout(timer);
  }, [client, date, ready]);
}

/** Left and right turn to the neighbouring night, where nothing else on the page uses these keys. */
function useArrowKeys(step: (by: number) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const at = event.target instanceof Element ? event.target : null;
      if (at?.closest('input, select, textarea, [role="tablist"], .chart, .panel, [role="dialog"]')) return;
      if (event.key === 'ArrowLeft') step(-1);
      else if (event.key === 'ArrowRight') step(1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

/** Why there is no night, and where the nearest is. */
function NoNight({
  date,
  coverage,
  today,
}: {
  date: Day;
  coverage: { readonly first: string; readonly last: string } | null;
  today: Day;
}) {
  if (!coverage) {
    return (
      <Empty
        title={<Trans>No sleep yet</Trans>}
        action={
          <Link className="btn btn-1" to="/imports">
            <Trans>Import a file</Trans>
          </Link>
        }
      >
        <Trans>None of your sources has told of a night so far.</Trans>
      </Empty>
    );
  }
  const before = date < coverage.first;
  const near = before ? coverage.first : date > coverage.last ? coverage.last : null;
  return (
    <Empty
      title={<Trans>No sleep was recorded for this night</Trans>}
      action={
        near ? (
          <Link className="btn" to="/sleep/$date" params={{ date: near }}>
            {before ? <Trans>Go to the first night</Trans> : <Trans>Go to the last night</Trans>}
          </Link>
        ) : (
          <Link className="btn" to="/sleep">
            <Trans>Go to the last night</Trans>
          </Link>
        )
      }
    >
      {before ? (
        <Trans>Your sleep begins with the night to {longDay(coverage.first, today)}.</Trans>
      ) : date > coverage.last ? (
        <Trans>The newest night that a source has told of is the one to {longDay(coverage.last, today)}.</Trans>
      ) : (
        <Trans>No source told of it: perhaps nothing was worn, or the file that holds it is not imported.</Trans>
      )}
    </Empty>
  );
}

function NightBones() {
  const { t } = useLingui();
  return (
    <Loading label={t`The night is being fetched`}>
      <div className="night">
        <section className="card tracks">
          <Bone width={180} height={52} />
          <div className="stack" style={{ marginTop: 24 }}>
            <Bone width={280} height={36} />
            <Bone height={472} />
          </div>
        </section>
        <aside className="stack">
          <Bone height={288} />
          <Bone height={264} />
        </aside>
      </div>
    </Loading>
  );
}
