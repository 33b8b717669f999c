import './explore.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { chosenUnits, useViewer } from '@/api/session';
import { dayInZone, startOfDay } from '@/lib/dates';
import { dateWithYear, formatMoment, formatNumber, shortDay } from '@/lib/format';
import { quantity, shownAs } from '@/lib/quantity';
import { useTitle } from '@/lib/useTitle';
import { CATEGORIES, CATEGORY_HUES, useCategoryName } from '@/ui/categories';
import { Icon, iconOf } from '@/ui/Icon';
import { SourceMark } from '@/ui/SourceMark';
import { Bone, Empty, Loading, Trouble } from '@/ui/states';
import { exploreDayQuery, exploreQuery } from './queries';

/** Everything that was ever measured, by category, with its newest value. */
export function Explore() {
  const { t } = useLingui();
  const viewer = useViewer();
  const category = useCategoryName();
  const { data, error, refetch } = useQuery(exploreQuery);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  useTitle(t`Explore`);

  const counts = (data?.metrics ?? []).filter((m) => isCount(m.kind)).map((m) => m.code);
  const day = useQuery(exploreDayQuery(counts, viewer.today)).data;
  const latest = new Map((data?.latest ?? []).map((l) => [l.metric.code, l]));
  const found = (data?.metrics ?? []).filter(
    (m) => !wanted || `${m.name} ${m.code} ${category(m.category)}`.toLowerCase().includes(wanted),
  );
  // A day's own value (a night's, a vendor's total) has no time of day.
  const moment = (at: number): string => {
    const date = dayInZone(at, viewer.zone);
    if (startOfDay(date, viewer.zone) !== at) return formatMoment(at, viewer.zone, viewer.today);
    return date === viewer.today ? t`today` : date.slice(0, 4) === viewer.today.slice(0, 4) ? shortDay(date) : dateWithYear(date);
  };
  const groups = [...CATEGORIES, ...new Set(found.map((m) => m.category).filter((c) => !isKnown(c)))]
    .map((name) => ({ name, metrics: found.filter((m) => m.category === name) }))
    .filter((g) => g.metrics.length > 0);

  return (
    <>
      <header className="head">
        <div>
          <h1 className="t-page">
            <Trans>Explore</Trans>
          </h1>
          <p className="t-small ink-2">
            {data ? <Trans>{formatNumber(data.metrics.length)} metrics have data</Trans> : <Bone width={140} />}
          </p>
        </div>
      </header>
      {error && !data ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading label={t`Loading the metrics`}>
          <div className="stack">
            {Array.from({ length: 8 }, (_, i) => (
              <Bone key={i} height={48} />
            ))}
          </div>
        </Loading>
      ) : !data.metrics.length ? (
        <Empty
          title={<Trans>Nothing here yet</Trans>}
          action={
            <Link to="/imports" className="btn btn-1">
              <Trans>Bring in a file</Trans>
            </Link>
          }
        >
          <Trans>Metrics appear here when a source has sent them.</Trans>
        </Empty>
      ) : (
        <>
          <div className="explore-find">
            <Icon name="search" small />
            <input
              type="search"
              aria-label={t`Find a metric`}
              placeholder={t`Find a metric`}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
          <nav className="explore-doors" aria-label={t`Views`}>
            <Link to="/sleep" className="btn rest">
              <Icon name="sleep" small hue />
              <Trans>Last night</Trans>
            </Link>
            <Link to="/workouts" className="btn move">
              <Icon name="workout" small hue />
              <Trans>Workouts</Trans>
            </Link>
          </nav>
          {groups.map((group) => (
            <section key={group.name} className={`explore-group ${CATEGORY_HUES[group.name] ?? 'plain'}`}>
              <h2 className="t-head">
                <Icon name={iconOf(group.name)} hue />
                {category(group.name)}
              </h2>
              <ul className="card explore-list">
                {group.metrics.map((m) => {
                  const newest = latest.get(m.code);
                  const value = isCount(m.kind) ? (day?.get(m.code) ?? null) : (newest?.value ?? null);
                  const shown = shownAs(m, chosenUnits(viewer));
                  return (
                    <li key={m.code}>
                      <Link to="/m/$metric" params={{ metric: m.code }}>
                        <span className="t-name clip">{m.name}</span>
                        <span className="num">
                          {value === null ? null : <b className="strong">{quantity(value, shown)}</b>}
                          {value !== null && isCount(m.kind) ? (
                            <span className="t-cap ink-3">
                              {' '}
                              <Trans>today</Trans>
                            </span>
                          ) : null}
                        </span>
                        <span className="t-cap ink-3 when row">
                          {newest ? (
                            <span className="push row">
                              <SourceMark source={newest.source} />
                              {moment(Date.parse(newest.at))}
                            </span>
                          ) : m.coverage ? (
                            <span className="push">
                              <Trans>{formatNumber(m.coverage.days)} days</Trans>
                            </span>
                          ) : null}
                        </span>
                      </Link>
                    </li>
                  );
                })}
              </ul>
            </section>
          ))}
          {!groups.length ? (
            <p className="ink-2">
              <Trans>No metric is called that.</Trans>{' '}
              <button type="button" className="link" onClick={() => setTyped('')}>
                <Trans>Show all</Trans>
              </button>
            </p>
          ) : null}
        </>
      )}
    </>
  );
}

const isKnown = (category: string): boolean => (CATEGORIES as readonly string[]).includes(category);

const isCount = (kind: string): boolean => kind === 'sum' || kind === 'duration';
