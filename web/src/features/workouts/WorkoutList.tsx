import './workouts.css';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { chosenUnits, useViewer } from '@/api/session';
import { formatClock, formatMinutes, formatNumber, formatTime, monthAndYear, shortDay } from '@/lib/format';
import { shortSource } from '@/lib/names';
import { useTitle } from '@/lib/useTitle';
import { useActivityName } from '@/ui/activities';
import { Icon } from '@/ui/Icon';
import { SourceMark } from '@/ui/SourceMark';
import { Bone, Empty, Loading, Trouble } from '@/ui/states';
import { workoutsQuery, type ListedWorkout, type ListMetrics } from './queries';
import { distanceOf, energyOf, totalText } from './totals';

/** Every effort once, newest first, by month. */
export function WorkoutList() {
  const viewer = useViewer();
  const { t } = useLingui();
  useTitle(t`Workouts`);
  const list = useInfiniteQuery(workoutsQuery(viewer.today, viewer.firstDay ?? null));
  const workouts = list.data?.pages.flatMap((p) => p.workouts) ?? [];
  const metrics = list.data?.pages[0];
  const reached = list.data?.pages.at(-1)?.span.first ?? viewer.today;
  return (
    <>
      <header className="head">
        <div>
          <h1 className="t-page">
            <Trans>Workouts</Trans>
          </h1>
          {list.data ? (
            <p className="t-small ink-2">
              <Plural
                value={workouts.length}
                one={`1 effort since ${monthAndYear(reached)}`}
                other={`${formatNumber(workouts.length)} efforts since ${monthAndYear(reached)}`}
              />
              {'. '}
              <Trans>What several devices recorded is one.</Trans>
            </p>
          ) : null}
        </div>
      </header>
      {list.isPending ? (
        <Loading label={t`The workouts are being fetched`}>
          <div className="wk-list">
            {[0, 1, 2, 3, 4].map((i) => (
              <Bone key={i} height={66} />
            ))}
          </div>
        </Loading>
      ) : list.error && !list.data ? (
        <Trouble error={list.error} onRetry={() => void list.refetch()} />
      ) : workouts.length === 0 && !list.hasNextPage ? (
        <Empty
          title={<Trans>No workouts yet</Trans>}
          action={
            <Link className="btn btn-1" to="/imports">
              <Trans>Import a file</Trans>
            </Link>
          }
        >
          <Trans>None of your sources has told of a workout so far.</Trans>
        </Empty>
      ) : (
        <>
          {byMonth(workouts).map(({ month, of }) => (
            <section key={month} aria-label={monthAndYear(`${month}-01`)}>
              <Month month={month} workouts={of} />
              <ul className="wk-list">
                {of.map((w) => (
                  <li key={w.id}>
                    {metrics ? <Row workout={w} metrics={metrics} /> : null}
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {list.error ? <Trouble error={list.error} onRetry={() => void list.fetchNextPage()} /> : null}
          {list.hasNextPage ? (
            <p style={{ marginTop: 24 }}>
              <button
                type="button"
                className="btn"
                disabled={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                {list.isFetchingNextPage ? (
                  <Trans>Fetching…</Trans>
                ) : (
                  <Trans>Show those before {monthAndYear(reached)}</Trans>
                )}
              </button>
            </p>
          ) : null}
        </>
      )}
    </>
  );
}

function byMonth(workouts: readonly ListedWorkout[]): { month: string; of: ListedWorkout[] }[] {
  const months = new Map<string, ListedWorkout[]>();
  for (const w of workouts) {
    const month = w.date.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), w]);
  }
  return [...months].map(([month, of]) => ({ month, of }));
}

function Month({ month, workouts }: { month: string; workouts: readonly ListedWorkout[] }) {
  const seconds = workouts.reduce((sum, w) => sum + w.durationSeconds, 0);
  return (
    <div className="wk-month">
      <h2 className="t-head">{monthAndYear(`${month}-01`)}</h2>
      <span className="t-small ink-2">
        <Plural value={workouts.length} one="1 workout" other="# workouts" />, {formatMinutes(seconds / 60)}
      </span>
    </div>
  );
}

function Row({ workout, metrics }: { workout: ListedWorkout; metrics: ListMetrics }) {
  const activityName = useActivityName();
  const units = chosenUnits(useViewer());
  const distance = distanceOf(workout.totals);
  const energy = energyOf(workout.totals);
  const others = workout.members.map((m) => m.source).filter((s) => s.id !== workout.source.id);
  const name = activityName(workout.activity);
  return (
    <Link className="card wk move" to="/workouts/$id" params={{ id: workout.id }}>
      <Icon name="workout" hue />
      <span style={{ minWidth: 0 }}>
        <span className="t-name clip" style={{ display: 'block' }}>
          {name}
        </span>
        <span className="t-cap ink-3">
          {shortDay(workout.date)} {formatTime(Date.parse(workout.start), workout.zone)}
        </span>
      </span>
      <span className="wk-n wk-duration t-name">{formatClock(workout.durationSeconds)}</span>
      <span className="wk-n wk-distance">{distance ? totalText({ metric: metrics.distance, value: distance.value }, units) : null}</span>
      <span className="wk-n wk-energy ink-2">{energy ? totalText({ metric: metrics.energy, value: energy.value }, units) : null}</span>
      <span className="prov">
        <span>
          <SourceMark source={workout.source} />
          <span className="clip">{shortSource(workout.source.name)}</span>
        </span>
        {others.length ? (
          <span className="ink-3">
            <Trans>also by {others.map((s) => shortSource(s.name)).join(', ')}</Trans>
          </span>
        ) : null}
      </span>
    </Link>
  );
}
