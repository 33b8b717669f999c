import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { chosenUnits, useViewer } from '@/api/session';
import { SparkNight } from '@/charts/Hypnogram';
import { DayStrip, SparkBars, SparkLine, type SparkDay } from '@/charts/Spark';
import { stagesOf } from '@/charts/stages';
import { addDays, startOfDay } from '@/lib/dates';
import { dateOnly, formatMoment, formatPercent, formatTime } from '@/lib/format';
import { quantity, quantityRange, shownAs } from '@/lib/quantity';
import { Figure } from '@/ui/Figure';
import { Icon, iconOf } from '@/ui/Icon';
import { SourceMark } from '@/ui/SourceMark';
import { useShortNames } from '@/ui/sourceNames';
import { Fresh } from '@/ui/states';
import type { Card, TodayData } from './queries';

/** Metrics whose fourteen days are bars from zero; the others are lines, body readings dots. */
const isCount = (kind: string): boolean => kind === 'sum' || kind === 'duration';

/** At most this many sources are named on a card; the why panel has them all. */
const NAMED = 2;

/** What is shown: the day's value, or for readings the newest of the days before, which is then marked as old. */
function newest(card: Card): { value: number | null; date: string } {
  if (card.value !== null || isCount(card.metric.kind)) return { value: card.value, date: card.date };
  for (let i = card.spark.date.length - 1; i >= 0; i -= 1) {
    const value = card.spark.value[i];
    const date = card.spark.date[i];
    if (value != null && date !== undefined) return { value, date };
  }
  return { value: null, date: card.date };
}

export function MetricCard({ card, today }: { card: Card; today: TodayData }) {
  const viewer = useViewer();
  const { t } = useLingui();
  const { metric } = card;
  const names = useShortNames()(card.contributions.map((c) => c.source));
  const shown = shownAs(metric, chosenUnits(viewer));
  const isSleep = metric.code === 'sleep_duration_total';
  const night = isSleep ? today.night : null;
  const at = card.at ? Date.parse(card.at) : null;
  const { value, date } = newest(card);
  const stale = value !== null && date < today.date;
  const why = `${metric.code}:${date}`;
  const days: SparkDay[] = card.spark.date.map((_, i) => ({
    value: card.spark.value[i] ?? null,
    complete: card.spark.complete[i] ?? false,
  }));
  const missing = days.filter((d) => d.value === null).length;
  const name = metric.name;
  const summary = t`${name} on ${days.length} days, ${missing} without data`;
  const unit = value !== null && shown.unit === '' && today.isToday && !card.complete && isCount(metric.kind) ? t`so far` : undefined;
  return (
    <article className={`card metric ${metric.hue}`}>
      <header>
        <Link className="title" to={isSleep && night ? '/sleep/$date' : '/m/$metric'} params={isSleep && night ? { date: night.date } : { metric: metric.code }} search={isSleep && night ? {} : { date: today.isToday ? undefined : today.date }}>
          <Icon name={iconOf(metric.category, metric.code)} hue />
          <h2 className="t-name clip">{isSleep ? <Trans>Sleep</Trans> : name}</h2>
        </Link>
        {at !== null ? (
          <Fresh stale={stale}>
            {night ? <Trans>woke {formatTime(Date.parse(night.end), night.zone)}</Trans> : formatMoment(at, today.zone, today.date)}
          </Fresh>
        ) : null}
      </header>
      <div className="duo">
        <div>
          <Figure value={value} shown={shown} after={unit} />
          <p className="vs">
            <Against card={card} value={value} />
          </p>
        </div>
        <div className="spark">
          {night && stagesOf(night.stages).some((s) => s.row) ? (
            <SparkNight
              stages={stagesOf(night.stages)}
              from={Date.parse(night.start)}
              to={Date.parse(night.end)}
              summary={t`Stages of the night, ${formatTime(Date.parse(night.start), night.zone)} to ${formatTime(Date.parse(night.end), night.zone)}`}
            />
          ) : isCount(metric.kind) ? (
            <SparkBars days={days} summary={summary} />
          ) : (
            <SparkLine days={days} usual={card.usual} dots={metric.category === 'body' || missing > days.length / 2} summary={summary} />
          )}
        </div>
      </div>
      <Who card={card} today={today} stale={stale} />
      <p className="prov">
        {card.contributions.slice(0, NAMED).map((c) => (
          <span key={c.source.id}>
            <SourceMark source={c.source} />
            <span className="clip">
              {names.get(c.source.id)}
              {card.contributions.length > 1
                ? ` ${isCount(metric.kind) ? quantity(c.used, shown, { unit: false }) : formatPercent(c.share)}`
                : null}
            </span>
          </span>
        ))}
        {card.contributions.length > NAMED ? (
          <span>
            <Trans>and {card.contributions.length - NAMED} more</Trans>
          </span>
        ) : null}
        {value !== null ? (
          <Link
            className="why"
            to="."
            search={(now: Record<string, unknown>) => ({ ...now, why })}
            resetScroll={false}
            aria-label={t`Why ${quantity(value, shown)}, ${name}?`}
          >
            <Trans>Why?</Trans>
          </Link>
        ) : null}
      </p>
    </article>
  );
}

/** One line against what is usual for this person; words, never colours. */
function Against({ card, value }: { card: Card; value: number | null }) {
  const viewer = useViewer();
  const { usual } = card;
  const shown = shownAs(card.metric, chosenUnits(viewer));
  if (value === null) return <Trans>Nothing on this day yet</Trans>;
  if (!usual) return <Trans>Too few days yet to say what is usual</Trans>;
  const range = quantityRange(usual.low, usual.high, shown, { unit: false });
  // A night is over when one wakes, whatever the day still brings.
  const night = card.metric.category === 'sleep';
  const against = usual.against ?? (night ? (value < usual.low ? 'BELOW' : value > usual.high ? 'ABOVE' : 'WITHIN') : null);
  switch (against) {
    case 'ABOVE':
      return <Trans>Above your usual {range}</Trans>;
    case 'BELOW':
      return <Trans>Lower than your usual {range}</Trans>;
    case 'WITHIN':
      return <Trans>In your usual {range}</Trans>;
    default:
      return isCount(card.metric.kind) ? <Trans>A usual day is {range}</Trans> : <Trans>Your usual is {range}</Trans>;
  }
}

/** The strip of the day's 24 hours: who counted when. */
function Who({ card, today, stale }: { card: Card; today: TodayData; stale: boolean }) {
  const { t } = useLingui();
  const used = card.spans.filter((s) => s.role === 'USED');
  if (!used.length || stale) return null;
  const from = startOfDay(card.date, today.zone);
  const to = startOfDay(addDays(card.date, 1), today.zone);
  const order = card.contributions.map((c) => c.source.id);
  const names = card.contributions.map((c) => c.source.name).join(', ');
  return (
    <div className="strip">
      <DayStrip
        from={from}
        to={to}
        until={today.isToday && today.newestAt ? Date.parse(today.newestAt) : to}
        spans={used.map((s) => ({
          from: Date.parse(s.from),
          to: Date.parse(s.to),
          order: Math.max(0, order.indexOf(s.source.id)),
        }))}
        summary={t`Who counted when on ${dateOnly(card.date)}: ${names}`}
      />
    </div>
  );
}
