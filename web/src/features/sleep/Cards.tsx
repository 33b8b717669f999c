import { Trans, useLingui } from '@lingui/react/macro';
import { SleepHabit } from '@/charts/SleepHabit';
import { stageColor, type Row } from '@/charts/stages';
import { addDays, eachDay, type Day } from '@/lib/dates';
import { dateOnly, formatMinutes, formatNumber, formatPercent, formatTime } from '@/lib/format';
import { shortSource } from '@/lib/names';
import type { Usual } from '@/lib/stats';
import { SourceName } from '@/ui/SourceMark';
import { bedTimes, regularity, shares, usualStage, type Told } from './night';
import { HABIT_NIGHTS, USUAL_NIGHTS, type Night, type NightAnswer } from './queries';
import { STAGE_NAMES, STAGE_UNKNOWN } from './words';

/** Minutes of each stage, its share, and the range that is usual for the person. */
export function StagesCard({
  answer,
  account,
  named,
}: {
  answer: NightAnswer;
  account: Told<Night['source']>;
  named: boolean;
}) {
  const { i18n } = useLingui();
  const rows = shares(account.minutes).map((s) => ({ ...s, usual: s.row ? usualStage(answer.dashboard, s.row) : null }));
  const longest = Math.max(1, ...rows.map((r) => Math.max(r.minutes, r.usual?.high ?? 0))) * 1.1;
  const any = rows.some((r) => r.usual);
  return (
    <section className="card">
      <div className="row" style={{ marginBottom: 4 }}>
        <h2 className="t-name">
          <Trans>Stages</Trans>
        </h2>
        <span className="fresh push clip">
          {named ? shortSource(account.source.name) : null}
          {named && any ? ' · ' : null}
          {any ? <Trans>shaded: your usual</Trans> : null}
        </span>
      </div>
      {rows.map((r) => (
        <div className="stage-row" key={r.row ?? 'unknown'}>
          <svg className="swatch" viewBox="0 0 12 12" aria-hidden="true">
            <rect width="12" height="12" rx="3" fill={r.row ? stageColor(r.row) : 'url(#hatch)'} />
          </svg>
          <span>{i18n._(r.row ? STAGE_NAMES[r.row] : STAGE_UNKNOWN)}</span>
          <b>{formatMinutes(r.minutes)}</b>
          <span className="r ink-2">{formatPercent(r.share)}</span>
          {r.row ? <UsualBar row={r.row} minutes={r.minutes} usual={r.usual} longest={longest} /> : null}
        </div>
      ))}
    </section>
  );
}

/** A value on a line from 0, with the usual range as a soft band behind. */
function UsualBar({
  row,
  minutes,
  usual,
  longest,
}: {
  row: Row;
  minutes: number;
  usual: Usual | null;
  longest: number;
}) {
  const { t } = useLingui();
  const at = (m: number): string => `${Math.min(100, (m / longest) * 100)}%`;
  const color = stageColor(row);
  return (
    <svg
      className="usual-bar"
      role="img"
      aria-label={usual ? t`Your usual: ${formatMinutes(usual.low)} to ${formatMinutes(usual.high)}` : t`What is usual is not known yet`}
    >
      <rect x="0" y="4" width="100%" height="2" fill="var(--line)" />
      {usual ? (
        <rect
          x={at(usual.low)}
          y="1"
          width={at(Math.max(longest / 100, usual.high - usual.low))}
          height="8"
          rx="2"
          fill="color-mix(in srgb, var(--ink) 14%, var(--surface))"
        />
      ) : null}
      <rect x="0" y="4" width={at(minutes)} height="2" fill={color} />
      <rect x={at(minutes)} y="0" width="4" height="10" rx="2" transform="translate(-2 0)" fill={color} stroke="var(--surface)" />
    </svg>
  );
}

/** When the person lay down and rose in the last two weeks, and how regular, efficient and quick it was. */
export function HabitCard({
  answer,
  date,
  onNight,
}: {
  answer: NightAnswer;
  date: Day;
  onNight: (date: Day) => void;
}) {
  const { t } = useLingui();
  const times = bedTimes(answer.nights.nodes, date, HABIT_NIGHTS);
  const days = eachDay({ first: addDays(date, 1 - HABIT_NIGHTS), last: date });
  const zoneOf = new Map(answer.nights.nodes.map((n) => [n.date, n]));
  const nights = days.map((day, i) => {
    const night = zoneOf.get(day);
    const label = dateOnly(day);
    const span = night
      ? `${formatTime(Date.parse(night.start), night.zone)}–${formatTime(Date.parse(night.end), night.zone)}`
      : t`no night`;
    return { key: day, label, name: `${label}: ${span}`, from: times[i]?.from ?? null, to: times[i]?.to ?? null };
  });
  const missing = times.filter((n) => n === null).length;
  const index = regularity(bedTimes(answer.nights.nodes, date, USUAL_NIGHTS));
  const night = answer.night;
  const known = HABIT_NIGHTS - missing;
  return (
    <section className="card rest">
      <div className="row" style={{ marginBottom: 12 }}>
        <h2 className="t-name">
          <Trans>Habit</Trans>
        </h2>
        <span className="fresh push">
          {missing ? (
            <Trans>
              {known} nights, {missing} missing
            </Trans>
          ) : (
            <Trans>{known} nights</Trans>
          )}
        </span>
      </div>
      <SleepHabit
        nights={nights}
        selected={date}
        clock={(m) => String(Math.floor(((m + 720) % 1440) / 60)).padStart(2, '0')}
        summary={t`When you lay down and rose in ${HABIT_NIGHTS} nights, ${missing} of them missing.`}
        onEnter={onNight}
      />
      <dl className="pairs" style={{ marginTop: 12 }}>
        {index === null ? null : (
          <>
            <dt>
              <Trans>Regularity, of 100</Trans>
            </dt>
            <dd>{formatNumber(index)}</dd>
          </>
        )}
        {night?.efficiency == null ? null : (
          <>
            <dt>
              <Trans>Efficiency</Trans>
            </dt>
            <dd>{formatPercent(night.efficiency / 100)}</dd>
          </>
        )}
        {night?.latencyMinutes == null ? null : (
          <>
            <dt>
              <Trans>Time to sleep</Trans>
            </dt>
            <dd>{formatMinutes(night.latencyMinutes)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** Sleep apart from the night, never added to it. */
export function NapsCard({ naps }: { naps: Night['naps'] }) {
  return (
    <section className="card">
      <div className="row" style={{ marginBottom: 4 }}>
        <h2 className="t-name">
          <Trans>Naps</Trans>
        </h2>
        <span className="fresh push">
          <Trans>not in the night</Trans>
        </span>
      </div>
      {naps.map((nap) => (
        <div className="nap" key={nap.id}>
          <span className="row-b">
            <span>
              {formatTime(Date.parse(nap.start), nap.zone)}–{formatTime(Date.parse(nap.end), nap.zone)}
            </span>
            <b className="push">{formatMinutes(nap.asleepMinutes ?? 0)}</b>
          </span>
          <span className="t-cap ink-2">
            <SourceName source={nap.source} />
          </span>
        </div>
      ))}
    </section>
  );
}
