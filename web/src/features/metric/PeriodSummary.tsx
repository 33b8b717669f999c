import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useViewer } from '@/api/session';
import type { Days, Range } from '@/lib/dates';
import { dateOnly, formatNumber, formatPercent, formatSigned, monthName } from '@/lib/format';
import { quantity, quantityRange, type Shown } from '@/lib/quantity';
import { Figure } from '@/ui/Figure';
import { SourceName, type MarkedSource } from '@/ui/SourceMark';
import { change, periodStats, type DayValue } from './buckets';
import type { MetricInfo } from './queries';

/** The sentence and the four figures over the chart. */
export function PeriodSummary({
  info,
  shown,
  range,
  values,
  before,
  sources,
}: {
  info: MetricInfo;
  shown: Shown;
  range: Range;
  values: readonly DayValue[];
  before: { readonly days: Days; readonly values: readonly DayValue[] } | null;
  sources: readonly MarkedSource[];
}) {
  const { t } = useLingui();
  const viewer = useViewer();
  const one = range === 'day' ? values[0] : undefined;
  if (range === 'day') return <OneDay info={info} shown={shown} value={one} sources={sources} />;

  const stats = periodStats(values, viewer.today);
  const past = before ? periodStats(before.values, viewer.today) : null;
  const by = change(stats.mean, past?.mean ?? null);
  const earlier =
    !before || range === 'all'
      ? ''
      : range === 'month'
        ? monthName(before.days.first)
        : range === 'year'
          ? before.days.first.slice(0, 4)
          : t`the week before`;
  const what = info.kind === 'sum' || info.kind === 'duration' ? info.name.toLowerCase() : '';
  const mean = stats.mean === null ? '' : quantity(stats.mean, shown);
  const partial = stats.incomplete.filter((d) => d !== viewer.today);
  return (
    <>
      <p className="t-lead">
        {stats.mean === null ? (
          <Trans>No whole day in this period has a value.</Trans>
        ) : (
          <b className="strong">
            {what && shown.unit === '' ? (
              <Trans>
                A mean of {mean} {what} a day
              </Trans>
            ) : (
              <Trans>A mean of {mean} a day</Trans>
            )}
            {by === null || !earlier ? '.' : Math.abs(by) < 0.005 ? (
              <Trans>, the same as {earlier}.</Trans>
            ) : by > 0 ? (
              <Trans>, up {formatPercent(by)} on {earlier}.</Trans>
            ) : (
              <Trans>, down {formatPercent(-by)} on {earlier}.</Trans>
            )}
          </b>
        )}{' '}
        <span className="ink-2">
          {stats.missing > 0 ? <Plural value={stats.missing} one="One day missing." other="# days missing." /> : null}{' '}
          {partial.length === 1 && partial[0] ? (
            <Trans>{dateOnly(partial[0])} is part of a day and left out.</Trans>
          ) : partial.length > 1 ? (
            <Plural value={partial.length} one="# day is not whole and left out." other="# days are not whole and left out." />
          ) : null}{' '}
          {stats.incomplete.includes(viewer.today) ? <Trans>Today is not over and left out.</Trans> : null}
        </span>
      </p>
      <div className="stats">
        <div>
          <p className="t-cap ink-3">
            <Trans>Mean of whole days</Trans>
          </p>
          <Figure value={stats.mean} shown={shown} size="m" />
        </div>
        <div>
          <p className="t-cap ink-3">
            <Trans>Lowest–highest</Trans>
          </p>
          <p className="figure figure-m">
            {stats.lowest === null || stats.highest === null
              ? '–'
              : quantityRange(stats.lowest, stats.highest, shown, { unit: false })}
          </p>
        </div>
        <div>
          <p className="t-cap ink-3">
            <Trans>Days with data</Trans>
          </p>
          <p className="figure figure-m">
            {formatNumber(stats.withData)}
            <small>
              <Trans>of {formatNumber(stats.lived)}</Trans>
            </small>
          </p>
        </div>
        {before ? (
          <div>
            <p className="t-cap ink-3">
              {range === 'week' ? <Trans>Against the week before</Trans> : <Trans>Against {earlier}</Trans>}
            </p>
            <p className="figure figure-m">
              {by === null ? '–' : formatSigned(by * 100)}
              {by === null ? null : <small>%</small>}
            </p>
          </div>
        ) : null}
      </div>
    </>
  );
}

function OneDay({
  info,
  shown,
  value,
  sources,
}: {
  info: MetricInfo;
  shown: Shown;
  value: DayValue | undefined;
  sources: readonly MarkedSource[];
}) {
  const from = value?.source == null ? undefined : sources[value.source];
  if (!value || value.value === null) {
    return (
      <p className="t-lead">
        <Trans>No value on this day.</Trans>
      </p>
    );
  }
  return (
    <div className="stats">
      <div>
        <p className="t-cap ink-3">{value.complete ? <Trans>The day</Trans> : <Trans>The day so far</Trans>}</p>
        <Figure value={value.value} shown={shown} size="m" />
      </div>
      {value.min !== null && value.max !== null && value.max > value.min && info.kind !== 'sum' ? (
        <div>
          <p className="t-cap ink-3">
            <Trans>Lowest–highest</Trans>
          </p>
          <p className="figure figure-m">{quantityRange(value.min, value.max, shown, { unit: false })}</p>
        </div>
      ) : null}
      {from ? (
        <div>
          <p className="t-cap ink-3">
            <Trans>Mostly from</Trans>
          </p>
          <p className="t-name from-source">
            <SourceName source={from} />
          </p>
        </div>
      ) : null}
      <div>
        <p className="t-cap ink-3">
          <Trans>Reasons</Trans>
        </p>
        <p className="from-source">
          <Link
            className="link"
            to="."
            search={(now: Record<string, unknown>) => ({ ...now, why: `${info.code}:${value.day}` })}
            resetScroll={false}
          >
            <Trans>Why this number?</Trans>
          </Link>
        </p>
      </div>
    </div>
  );
}
