import { Trans, Plural, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { chosenUnits, useViewer } from '@/api/session';
import { NightAxis, pointAt } from '@/charts/NightAxis';
import type { Day } from '@/lib/dates';
import { formatMinutes, formatNumber, formatTime } from '@/lib/format';
import { inSentence, shortSource } from '@/lib/names';
import { quantityRange, shownAs } from '@/lib/quantity';
import { Figure } from '@/ui/Figure';
import { Segmented } from '@/ui/Segmented';
import { SourceMark } from '@/ui/SourceMark';
import { laneMean, lanesOf, type MeasuredLane } from './lanes';
import {
  bedTimes,
  fullHours,
  nightSpan,
  RISE_TOLERANCE,
  riseAgainstUsual,
  stageAt,
  usualOf,
  type Told,
} from './night';
import { USUAL_NIGHTS, type Night, type NightAnswer } from './queries';
import type { ToldBy } from './useTold';
import { STAGE_NAMES, STAGE_UNKNOWN } from './words';

type Source = Night['source'];

/** Figure, sentence, tabs of the devices, and the drawing of the night. */
export function NightTracks({
  answer,
  date,
  accounts,
  told,
  onTold,
  onStep,
  onTable,
}: {
  answer: NightAnswer & { night: Night };
  date: Day;
  accounts: readonly Told<Source>[];
  told: ToldBy;
  onTold: (next: ToldBy) => void;
  onStep: (by: number) => void;
  onTable: () => void;
}) {
  const { i18n, t } = useLingui();
  const viewer = useViewer();
  const [at, setAt] = useState<number | null>(null);
  const { night } = answer;
  const [from, to] = nightSpan(night);
  const { lanes, missing } = lanesOf(night.series, chosenUnits(viewer), [from, to], (name) => i18n._(name));
  const first = accounts[0];
  const chosen = told === 'overlay' ? first : accounts[told];
  const time = (instant: number): string => formatTime(instant, night.zone);
  const names = {
    awake: i18n._(STAGE_NAMES.awake),
    rem: i18n._(STAGE_NAMES.rem),
    light: i18n._(STAGE_NAMES.light),
    deep: i18n._(STAGE_NAMES.deep),
  };
  const stageName = (instant: number): string => {
    const row = stageAt(chosen?.stages ?? [], instant);
    return row === undefined ? '' : row === null ? i18n._(STAGE_UNKNOWN) : names[row];
  };
  const figures = (instant: number): string[] =>
    lanes.flatMap((lane) => {
      const v = pointAt(lane.points, instant)?.v;
      return v == null ? [] : [`${inSentence(lane.label, i18n.locale)} ${lane.format(v)}`];
    });
  const say = (instant: number): string =>
    [`${time(instant)}:`, [stageName(instant), ...figures(instant)].filter(Boolean).join(', ') || t`nothing measured`].join(' ');
  const asleep: number | null = night.asleepMinutes;
  const inBed = night.inBedFrom && night.inBedTo ? (Date.parse(night.inBedTo) - Date.parse(night.inBedFrom)) / 60_000 : night.minutes.inBed;
  return (
    <section className="card tracks rest" aria-label={t`Night from ${time(from)} to ${time(to)}`}>
      <div className="night-hero">
        <div>
          <Figure value={asleep} shown={shownAs(answer.metric)} size="xl" />
          <p className="t-small ink-2">
            {asleep === null ? (
              <Trans>nobody told of sleep, only of {formatMinutes(inBed)} in bed</Trans>
            ) : inBed > asleep ? (
              <Trans>asleep, of {formatMinutes(inBed)} in bed</Trans>
            ) : (
              <Trans>asleep; nobody told of the time in bed</Trans>
            )}
          </p>
        </div>
        <NightSentence answer={answer} date={date} />
      </div>
      <div className="night-head">
        {accounts.length > 1 ? (
          <Segmented
            label={t`Which device's night`}
            value={String(told)}
            onChange={(next) => onTold(next === 'overlay' ? 'overlay' : Number(next))}
            options={[
              ...accounts.map(
                (a, i) =>
                  [
                    String(i),
                    <span className="row" style={{ gap: 6 }} key={i} title={a.source.name}>
                      <SourceMark source={a.source} />
                      <span className="clip">{shortSource(a.source.name)}</span>
                    </span>,
                  ] as const,
              ),
              ['overlay', <Trans key="overlay">Overlay</Trans>] as const,
            ]}
          />
        ) : first ? (
          <span className="row t-small">
            <SourceMark source={first.source} />
            {first.source.name}
          </span>
        ) : null}
        <p className="t-small ink-2">
          {chosen?.why ? (
            <>
              {chosen.asleepMinutes === null ? null : (
                <Trans>{formatMinutes(chosen.asleepMinutes)} asleep by this one, not counted.</Trans>
              )}{' '}
              {chosen.why}
            </>
          ) : accounts.length > 1 ? (
            <Trans>{shortSource(night.source.name)} counts; the others are never added.</Trans>
          ) : null}{' '}
          <Link
            className="link"
            to="."
            search={(old: Record<string, unknown>) => ({ ...old, why: `sleep_duration_total:${date}` })}
          >
            <Trans>Why?</Trans>
          </Link>
        </p>
      </div>
      <NightAxis
        from={from}
        to={to}
        stages={chosen?.stages ?? []}
        over={told === 'overlay' ? accounts.slice(1).map((a) => a.stages) : []}
        rowNames={names}
        unknownName={inSentence(i18n._(STAGE_UNKNOWN), i18n.locale)}
        lanes={lanes}
        ticks={fullHours(from, to, night.zone).map((h) => ({ t: h, text: time(h).replace(':00', '') }))}
        begin={time(from)}
        end={time(to)}
        say={say}
        summary={[
          t`Night from ${time(from)} to ${time(to)}.`,
          asleep === null ? '' : t`${formatMinutes(asleep)} asleep.`,
          t`On one time axis: ${[t`stages`, ...lanes.map((l) => l.label)].join(', ')}.`,
        ]
          .filter(Boolean)
          .join(' ')}
        onCursor={setAt}
        onPage={onStep}
        onTable={onTable}
      />
      <Readout at={at} time={time} stage={at === null ? '' : stageName(at)} figures={at === null ? [] : figures(at)} lanes={lanes} />
      {told === 'overlay' && first ? (
        <p className="legend" style={{ marginTop: 8 }}>
          <span>
            <SourceMark source={first.source} />
            <Trans>{first.source.name}: filled</Trans>
          </span>
          {accounts.slice(1).map((a) => (
            <span key={a.source.id}>
              <svg className="outline-key" viewBox="0 0 20 12" aria-hidden="true">
                <rect x="1" y="1" width="18" height="10" rx="3" fill="none" stroke="var(--ink)" strokeDasharray="3 2" />
              </svg>
              <SourceMark source={a.source} />
              <Trans>{a.source.name}: outlined, not counted</Trans>
            </span>
          ))}
        </p>
      ) : null}
      {missing.length ? (
        <p className="t-cap ink-3" style={{ marginTop: 8 }}>
          <Trans>Not measured this night: {missing.map((m) => inSentence(m, i18n.locale)).join(', ')}.</Trans>
        </p>
      ) : null}
    </section>
  );
}

/** What was measured where the cursor stands; without a cursor, the means of the night. */
function Readout({
  at,
  time,
  stage,
  figures,
  lanes,
}: {
  at: number | null;
  time: (instant: number) => string;
  stage: string;
  figures: readonly string[];
  lanes: readonly MeasuredLane[];
}) {
  const { i18n } = useLingui();
  if (at === null) {
    const means = lanes.flatMap((lane) => {
      const mean = laneMean(lane);
      return mean === null ? [] : [`${inSentence(lane.label, i18n.locale)} ${lane.format(mean)}`];
    });
    return (
      <p className="readout t-cap">
        {means.length ? (
          <>
            <b>
              <Trans>On average</Trans>
            </b>
            {means.map((text) => (
              <span key={text}>{text}</span>
            ))}
          </>
        ) : null}
      </p>
    );
  }
  return (
    <p className="readout t-cap" aria-hidden="true">
      <b>{time(at)}</b>
      {[stage, ...figures].filter(Boolean).map((text) => (
        <span key={text}>{text}</span>
      ))}
    </p>
  );
}

/** The night against what is usual, in one or two sentences. */
function NightSentence({ answer, date }: { answer: NightAnswer & { night: Night }; date: Day }) {
  const { night } = answer;
  const shown = shownAs(answer.metric);
  const range = usualOf(answer.dashboard, 'sleep_duration_total');
  const usualText = range ? quantityRange(range.low, range.high, shown) : '';
  const rise = riseAgainstUsual(bedTimes(answer.nights.nodes, date, USUAL_NIGHTS));
  const times: number = night.awakenings ?? 0;
  const asleep: number | null = night.asleepMinutes;
  const awake = formatMinutes(night.minutes.awake);
  return (
    <p className="t-lead ink-2">
      {asleep === null ? null : !range ? (
        <Trans>Too few nights before this one to say what is usual for you.</Trans>
      ) : asleep < range.low ? (
        <Trans>Less than your usual {usualText}.</Trans>
      ) : asleep > range.high ? (
        <Trans>More than your usual {usualText}.</Trans>
      ) : (
        <Trans>In your usual range of {usualText}.</Trans>
      )}{' '}
      {night.latencyMinutes == null ? null : (
        <>
          <Trans>Asleep within {formatMinutes(night.latencyMinutes)}.</Trans>{' '}
        </>
      )}
      {times > 0 ? (
        <Plural
          value={times}
          _2={`Awake twice; ${awake} in all.`}
          one={`Awake once; ${awake} in all.`}
          other={`Awake ${formatNumber(times)} times; ${awake} in all.`}
        />
      ) : null}{' '}
      {rise === null ? null : Math.abs(rise) <= RISE_TOLERANCE ? (
        <Trans>Woke at your usual hour.</Trans>
      ) : rise < 0 ? (
        <Trans>Woke {formatMinutes(-rise)} earlier than usual.</Trans>
      ) : (
        <Trans>Woke {formatMinutes(rise)} later than usual.</Trans>
      )}
    </p>
  );
}
