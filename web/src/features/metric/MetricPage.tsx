import './metric.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiError, isPassing } from '@/api/errors';
import { chosenUnits, useViewer } from '@/api/session';
import { chartAsSvg } from '@/charts/download';
import { periodOf, RANGES, stepPeriod, weekStart, type Range } from '@/lib/dates';
import { formatLocale, periodName } from '@/lib/format';
import { shownAs } from '@/lib/quantity';
import { saveFile } from '@/lib/saveFile';
import { useIsPhone } from '@/lib/useMedia';
import { useTitle } from '@/lib/useTitle';
import { useCategoryName } from '@/ui/categories';
import { Icon, iconOf } from '@/ui/Icon';
import { Menu } from '@/ui/Menu';
import { Segmented } from '@/ui/Segmented';
import { Bone, Empty, Loading, Trouble } from '@/ui/states';
import { dayValues, daysAsCsv, lookOf, periodBefore } from './buckets';
import { PeriodChart } from './PeriodChart';
import { PeriodSummary } from './PeriodSummary';
import { metricPageQuery, type MetricInfo } from './queries';
import { SourcesSaid } from './SourcesSaid';
import { DaysTable } from './DaysTable';

export function MetricPage() {
  const { t } = useLingui();
  const viewer = useViewer();
  const phone = useIsPhone();
  const client = useQueryClient();
  const navigate = useNavigate();
  const category = useCategoryName();
  const { metric: code } = useParams({ from: '/inside/m/$metric' });
  const search = useSearch({ from: '/inside/m/$metric' });
  const range: Range = search.range ?? 'month';
  const date = search.date ?? viewer.today;
  const week = weekStart(formatLocale());
  const earliest = viewer.firstDay ?? viewer.today;
  const days = periodOf(range, date, week, earliest, viewer.today);
  const before = periodBefore(range, days.first, week);
  const page = useQuery(metricPageQuery(code, days, before));
  const [table, setTable] = useState(false);
  const { data } = page;
  const info = data?.metric;
  useTitle(info?.name ?? '');

  const go = (next: { range?: Range; date?: string }) =>
    void navigate({
      to: '/m/$metric',
      params: { metric: code },
      search: { range, ...(search.date ? { date: search.date } : {}), ...next },
      resetScroll: false,
    });
  const canGoOn = range !== 'all' && stepPeriod(range, days.first, 1) <= viewer.today;
  const turn = (by: number) => {
    if (range === 'all' || (by > 0 && !canGoOn)) return;
    go({ date: stepPeriod(range, days.first, by) });
  };
  useEffect(() => {
    if (!page.isSuccess || page.isPlaceholderData || range === 'all') return;
    const idle = setTimeout(() => {
      const previous = periodOf(range, stepPeriod(range, days.first, -1), week, earliest, viewer.today);
      void client.prefetchQuery(metricPageQuery(code, previous, periodBefore(range, previous.first, week)));
    }, 600);
    return () => clearTimeout(idle);
  }, [client, code, days.first, earliest, page.isPlaceholderData, page.isSuccess, range, viewer.today, week]);

  const names: Record<Range, string> = { day: t`Day`, week: t`Week`, month: t`Month`, year: t`Year`, all: t`All` };
  const ranges = (wide: boolean) => (
    <Segmented
      label={t`Range`}
      value={range}
      wide={wide}
      options={RANGES.map((r) => [r, names[r]] as const)}
      onChange={(next) => go({ range: next })}
    />
  );

  if (page.error && !data) {
    const unknown = page.error instanceof ApiError && !isPassing(page.error) && page.error.code !== 'rate_limited';
    return unknown ? (
      <Empty
        title={<Trans>There is no such metric</Trans>}
        action={
          <Link to="/metrics" className="btn">
            <Trans>See all metrics</Trans>
          </Link>
        }
      >
        {page.error.message}
      </Empty>
    ) : (
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
    );
  }
  if (!data || !info) return <Skeleton />;

  const shown = shownAs(info, chosenUnits(viewer));
  const values = dayValues(data.days.points);
  const selected = search.date ?? undefined;
  const name = periodName(range, days, viewer.today);
  const fileName = `${code}-${days.first}-${days.last}`;
  const download = () =>
    saveFile(`${fileName}.csv`, daysAsCsv(values, data.days.sources, data.days.unit), 'text/csv');
  const downloadChart = () => {
    const chart = document.querySelector<SVGSVGElement>('.card .chart svg');
    if (chart) saveFile(`${fileName}.svg`, chartAsSvg(chart, `${info.name}, ${name}`), 'image/svg+xml');
  };

  return (
    <div className={info.hue}>
      <header className="head">
        <div>
          <p className="t-small ink-3">
            <Link to="/metrics">
              <Trans>Explore</Trans>
            </Link>
            {' / '}
            {category(info.category)}
          </p>
          <div className="row metric-title">
            <h1 className="t-page clip">{info.name}</h1>
            <Icon name={iconOf(info.category, info.code)} hue />
          </div>
        </div>
        <div className="end">
          {phone ? null : ranges(false)}
          <Menu
            label={t`More`}
            trigger={<Icon name="more" />}
            items={[
              {
                key: 'table',
                label: table ? <Trans>Hide the table</Trans> : <Trans>View as table</Trans>,
                onSelect: () => setTable(!table),
              },
              { key: 'csv', label: <Trans>Download these days (CSV)</Trans>, onSelect: download },
              { key: 'svg', label: <Trans>Download the chart (SVG)</Trans>, onSelect: downloadChart },
              {
                key: 'order',
                label: <Trans>Order of sources</Trans>,
                onSelect: () =>
                  void navigate({ to: '/preferences/sources', search: { scope: `category:${info.category}` } }),
              },
            ]}
          />
        </div>
      </header>
      {phone ? <div className="phone-ranges">{ranges(true)}</div> : null}
      {info.coverage === null ? (
        <Empty
          title={<Trans>No data for this metric yet</Trans>}
          action={
            <Link to="/imports" className="btn">
              <Trans>Bring in a file</Trans>
            </Link>
          }
        >
          <Trans>None of your sources has sent it so far.</Trans>
        </Empty>
      ) : (
        <>
          <section className="card card-l" aria-busy={page.isPlaceholderData}>
            <div className="chart-head">
              <button
                type="button"
                className="btn btn-i btn-s btn-0"
                aria-label={t`Period before`}
                disabled={range === 'all'}
                onClick={() => turn(-1)}
              >
                <Icon name="left" small />
              </button>
              <h2 className="t-head">{name}</h2>
              <button
                type="button"
                className="btn btn-i btn-s btn-0"
                aria-label={t`Period after`}
                disabled={!canGoOn}
                onClick={() => turn(1)}
              >
                <Icon name="right" small />
              </button>
            </div>
            <PeriodSummary
              info={info}
              shown={shown}
              range={range}
              values={values}
              before={before && data.before ? { days: before, values: dayValues(data.before.points) } : null}
              sources={data.days.sources}
            />
            <PeriodChart
              info={info}
              shown={shown}
              look={lookOf(info.kind, info.category)}
              range={range}
              days={days}
              values={values}
              sources={data.days.sources}
              selected={selected}
              onPick={(day) =>
                void navigate({
                  to: '.',
                  search: (now: Record<string, unknown>) => ({ ...now, why: `${code}:${day}` }),
                  resetScroll: false,
                })
              }
              onOpen={(next) => go(next)}
              onPage={turn}
              onTable={() => setTable((now) => !now)}
            />
          </section>
          {table ? <DaysTable values={values} shown={shown} sources={data.days.sources} kind={info.kind} /> : null}
          <SourcesSaid data={data} shown={shown} lived={values.filter((d) => d.day <= viewer.today).length} />
          <About info={info} />
        </>
      )}
    </div>
  );
}

function About({ info }: { info: MetricInfo }) {
  const { t } = useLingui();
  const kinds: Readonly<Record<string, string>> = {
    sum: t`A day’s value is the sum over its hours; where sources overlap, each slice of time counts once.`,
    duration: t`A day’s value is the time covered, each minute once.`,
    mean: t`A day’s value is the mean over the time that was measured.`,
    leq: t`A day’s value is the mean of sound energy over the time that was measured.`,
    min: t`A day’s value is the lowest reading.`,
    max: t`A day’s value is the highest reading.`,
    last: t`A day’s value is the last reading of the day.`,
    state: t`Coded states; they are counted and never averaged.`,
    raw: t`Kept as it came, and not put together into a day’s value.`,
  };
  return (
    <section className="card card-l about">
      <h2 className="t-head">
        <Trans>What it is</Trans>
      </h2>
      <p className="ink-2">
        {[info.note, kinds[info.kind]].filter(Boolean).join(' ')}
      </p>
      <p className="t-cap ink-3">
        <Trans>Not medical advice.</Trans>
      </p>
    </section>
  );
}

function Skeleton() {
  const { t } = useLingui();
  return (
    <Loading label={t`Loading the metric`}>
      <div className="head">
        <Bone width={220} height={32} />
      </div>
      <div className="card card-l stack">
        <Bone width={160} height={24} />
        <Bone width="70%" height={24} />
        <Bone height={48} />
        <Bone height={264} />
      </div>
    </Loading>
  );
}
