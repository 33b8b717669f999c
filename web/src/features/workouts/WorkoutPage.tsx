import './workouts.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { chosenUnits, useViewer } from '@/api/session';
import { formatClock, formatTime, longDay } from '@/lib/format';
import { shortSource } from '@/lib/names';
import { shownAs } from '@/lib/quantity';
import { useIsPhone } from '@/lib/useMedia';
import { useTitle } from '@/lib/useTitle';
import { useActivityName } from '@/ui/activities';
import { Figure } from '@/ui/Figure';
import { Icon } from '@/ui/Icon';
import { SourceMark } from '@/ui/SourceMark';
import { Bone, Empty, Loading, Trouble } from '@/ui/states';
import { LegsCard, MembersCard, TotalsCard } from './Cards';
import { Effort } from './Effort';
import { workoutQuery, type Workout } from './queries';
import { SplitsTable, WorkoutTables } from './Tables';
import { distanceOf, energyOf, speedText, splitUnit } from './totals';

/** One effort: its way, its heart, its totals with who gave each, and who else recorded it. */
export function WorkoutPage() {
  const { id } = useParams({ from: '/inside/workouts/$id' });
  const { view } = useSearch({ from: '/inside/workouts/$id' });
  const { t } = useLingui();
  const { data, error, isPending, refetch } = useQuery(workoutQuery(id));
  if (isPending) {
    return (
      <Loading label={t`The workout is being fetched`}>
        <div className="head">
          <Bone width={280} height={52} />
        </div>
        <div className="workout">
          <Bone height={620} />
          <Bone height={320} />
        </div>
      </Loading>
    );
  }
  if (data) return <Loaded workout={data} table={view === 'table'} />;
  return (
    <>
      <header className="head">
        <h1 className="t-page">
          <Trans>Workout</Trans>
        </h1>
      </header>
      {error ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : (
        <Empty
          title={<Trans>There is no such workout</Trans>}
          action={
            <Link className="btn" to="/workouts">
              <Trans>All workouts</Trans>
            </Link>
          }
        >
          <Trans>It may have gone with an import that was undone.</Trans>
        </Empty>
      )}
    </>
  );
}

function Loaded({ workout, table }: { workout: Workout; table: boolean }) {
  const viewer = useViewer();
  const units = chosenUnits(viewer);
  const phone = useIsPhone();
  const navigate = useNavigate();
  const name = useActivityName()(workout.activity);
  useTitle(name);
  const time = (text: string): string => formatTime(Date.parse(text), workout.zone);
  const distance = distanceOf(workout.totals);
  const energy = energyOf(workout.totals);
  const turn = () =>
    void navigate({
      to: '/workouts/$id',
      params: { id: workout.id },
      search: (old) => ({ ...old, view: table ? undefined : 'table' }),
      replace: true,
    });
  return (
    <>
      <header className="head">
        <div>
          <p className="t-small ink-3">
            <Link to="/workouts">
              <Trans>Workouts</Trans>
            </Link>
          </p>
          <h1 className="t-page">{name}</h1>
          <p className="t-small ink-2">
            {longDay(workout.date, viewer.today)}, {time(workout.start)}–{time(workout.end)}
            {workout.zone !== viewer.zone ? ` (${workout.zone})` : ''}
          </p>
        </div>
        <div className="end">
          <button type="button" className={`btn${phone ? ' btn-i' : ''}`} aria-pressed={table} onClick={turn}>
            <Icon name="table" small />
            <span className={phone ? 'vh' : undefined}>
              {table ? <Trans>View as chart</Trans> : <Trans>View as table</Trans>}
            </span>
          </button>
        </div>
      </header>
      <div className="workout">
        <div className="stack">
          <section className="card card-l move">
            <div className="wk-hero">
              {distance?.value != null ? (
                <div>
                  <Figure value={distance.value} shown={shownAs(distance.metric, units)} size="xl" />
                  <p className="t-small ink-2 row" style={{ gap: 6 }}>
                    <SourceMark source={distance.source} />
                    {shortSource(distance.source.name)}
                  </p>
                </div>
              ) : null}
              <div>
                <p className={`figure figure-${distance?.value != null ? 'l' : 'xl'}`}>{formatClock(workout.durationSeconds)}</p>
                <p className="t-small ink-2">
                  {workout.pauses.length ? <Trans>without pauses</Trans> : <Trans>duration</Trans>}
                </p>
              </div>
              {distance?.value != null && workout.durationSeconds > 0 ? (
                <div>
                  <p className="figure figure-m">
                    {speedText(workout.durationSeconds, distance.value, workout.family, splitUnit(units))}
                  </p>
                  <p className="t-small ink-2">
                    <Trans>on average</Trans>
                  </p>
                </div>
              ) : null}
              {energy?.value != null ? (
                <div>
                  <Figure value={energy.value} shown={shownAs(energy.metric, units)} size="m" />
                  <p className="t-small ink-2">{energy.metric.name}</p>
                </div>
              ) : null}
            </div>
            <Flags flags={workout.flags} />
            {table ? <WorkoutTables workout={workout} /> : <Effort workout={workout} onTable={turn} />}
          </section>
          {table ? null : <SplitsTable workout={workout} />}
        </div>
        <aside className="stack" aria-label={name}>
          <TotalsCard workout={workout} />
          {workout.legs.length ? <LegsCard workout={workout} /> : null}
          <MembersCard workout={workout} />
        </aside>
      </div>
    </>
  );
}

/** What is worth knowing before the numbers are believed. */
function Flags({ flags }: { flags: readonly string[] }) {
  if (!flags.includes('zone_mistake')) return null;
  return (
    <p className="note" style={{ marginBottom: 16 }}>
      <Icon name="warn" small />
      <span>
        <Trans>
          Another record has the same length and sport, but a whole number of hours apart: one of the devices was
          probably in another zone. Both are kept.
        </Trans>
      </span>
    </p>
  );
}
