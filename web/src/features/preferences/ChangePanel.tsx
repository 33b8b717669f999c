import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PreferenceInput } from '@/api/generated/graphql';
import { chosenUnits, useViewer } from '@/api/session';
import { BeforeAfter } from '@/charts/BeforeAfter';
import { addDays } from '@/lib/dates';
import { formatNumber, formatMinutes, formatSigned, shortDay, dateWithYear, shortMonth } from '@/lib/format';
import { inSentence, shortSource } from '@/lib/names';
import { quantity, shownAs } from '@/lib/quantity';
import { Icon } from '@/ui/Icon';
import { Segmented } from '@/ui/Segmented';
import { Select } from '@/ui/Select';
import { Bone, Trouble } from '@/ui/states';
import type { Since } from './draft';
import { buckets } from './means';
import { previewQuery, type PreviewedMetric } from './queries';
import { useSettled } from './useSettled';

const WAIT_MS = 250;
const NOTHING: PreferenceInput = { scope: '', order: [] };

/** The preview of an order once the person has paused: a drag over five rows asks once, not five times. */
function usePreview(input: PreferenceInput | null) {
  const key = JSON.stringify(input);
  const settled = useSettled(key, WAIT_MS);
  return useQuery({ ...previewQuery(input ?? NOTHING), enabled: input !== null && settled === key });
}

/** Of metrics that change on as many days, those that people look at most stand first. */
const WATCHED = ['steps', 'sleep_duration_total', 'heart_rate', 'body_weight', 'energy_intake'];
const watched = (m: PreviewedMetric): number => (WATCHED.includes(m.metric.code) ? 0 : 1);

/** The metrics that an order changes, the most changed first. */
const changedOnes = (metrics: readonly PreviewedMetric[]): PreviewedMetric[] =>
  metrics
    .filter((m) => m.changedDays > 0)
    .sort((a, b) => b.changedDays - a.changedDays || watched(a) - watched(b));

/** Before and after in one line, for a phone where the panel stands below the list. */
export function Gist({ input }: { input: PreferenceInput }) {
  const { i18n } = useLingui();
  const viewer = useViewer();
  const { data, error } = usePreview(input);
  const most = data ? changedOnes(data.metrics)[0] : undefined;
  const shown = most ? shownAs(most.metric, chosenUnits(viewer)) : null;
  return (
    <p className="gist">
      {most && shown ? (
        <>
          {most.before == null || most.after == null ? null : (
            <b>
              {quantity(most.before, shown, { unit: false })} → {quantity(most.after, shown)}
            </b>
          )}{' '}
          <Trans>
            {inSentence(most.metric.name, i18n.locale)} on {formatNumber(most.changedDays)} days.
          </Trans>
        </>
      ) : data ? (
        <Trans>No day would get another number.</Trans>
      ) : error ? (
        <Trans>What would change could not be worked out.</Trans>
      ) : (
        <Trans>Working out what would change…</Trans>
      )}{' '}
      <a className="link" href="#change">
        <Trans>See and use</Trans>
      </a>
    </p>
  );
}

/** What the order would change, from when it is to hold, and the one button that makes it so. */
export function ChangePanel({
  input,
  first,
  since,
  onSince,
  date,
  onDate,
  today,
  busy,
  onUse,
  onPutBack,
}: {
  input: PreferenceInput | null;
  first: string;
  since: Since;
  onSince: (since: Since) => void;
  date: string;
  onDate: (date: string) => void;
  today: string;
  busy: boolean;
  onUse: () => void;
  onPutBack: () => void;
}) {
  const { t } = useLingui();
  const { data, error, isFetching, refetch } = usePreview(input);
  const [picked, setPicked] = useState('');
  const changed = data ? changedOnes(data.metrics) : [];
  const shown = changed.find((m) => m.metric.code === picked) ?? changed[0];
  if (!input) {
    return (
      <section className="card card-l" id="change">
        <h2 className="t-head">
          <Trans>What would change</Trans>
        </h2>
        <p className="t-small ink-2" style={{ marginTop: 4 }}>
          <Trans>Move a source, and this shows which days would get another number before you decide.</Trans>
        </p>
      </section>
    );
  }
  return (
    <section className="card card-l" id="change" aria-busy={isFetching}>
      <div className="row">
        <h2 className="t-head">
          <Trans>What would change</Trans>
        </h2>
        <span className="fresh push">
          <Trans>preview</Trans>
        </span>
      </div>
      {error ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <div className="stack" style={{ marginTop: 8 }}>
          <Bone width={220} height={20} />
          <Bone height={232} />
        </div>
      ) : shown ? (
        <>
          <p className="t-small ink-2" style={{ marginTop: 4 }}>
            <ChangedSentence metrics={changed} />
          </p>
          {changed.length > 1 ? (
            <p style={{ marginTop: 8 }}>
              <Select
                label={t`Metric to preview`}
                value={shown.metric.code}
                options={changed.map((m) => [m.metric.code, m.metric.name] as const)}
                onChange={setPicked}
              />
            </p>
          ) : null}
          <MetricChange previewed={shown} first={first} />
        </>
      ) : (
        <p className="t-small ink-2" style={{ marginTop: 4 }}>
          <Trans>No day would get another number: where these sources overlap, they agree or never meet.</Trans>
        </p>
      )}
      <div className="change-from">
        <span className="t-small" id="since">
          <Trans>From</Trans>
        </span>
        <Segmented
          label={t`From when it holds`}
          value={since}
          onChange={onSince}
          options={[
            ['always', t`All time`],
            ['today', t`Today on`],
            ['date', t`A date`],
          ]}
        />
        {since === 'date' ? (
          <input
            type="date"
            aria-label={t`Holds from this day`}
            value={date}
            max={addDays(today, 366)}
            onChange={(event) => {
              if (event.target.value) onDate(event.target.value);
            }}
          />
        ) : null}
      </div>
      <div className="row">
        <button type="button" className="btn btn-1" style={{ flex: 1 }} disabled={busy} onClick={onUse}>
          <Trans>Use this order</Trans>
        </button>
        <button type="button" className="btn" onClick={onPutBack}>
          <Trans>Put back</Trans>
        </button>
      </div>
    </section>
  );
}

/** `412 days of steps, and 398 of distance.` */
function ChangedSentence({ metrics }: { metrics: readonly PreviewedMetric[] }) {
  const { i18n } = useLingui();
  const [a, b] = metrics;
  if (!a) return null;
  const low = (m: PreviewedMetric): string => inSentence(m.metric.name, i18n.locale);
  const rest = metrics.length - 2;
  return (
    <>
      <Plural value={a.changedDays} one={`1 day of ${low(a)}`} other={`${formatNumber(a.changedDays)} days of ${low(a)}`} />
      {b ? (
        <Trans>
          , {formatNumber(b.changedDays)} of {low(b)}
        </Trans>
      ) : null}
      {rest > 0 ? <Plural value={rest} one=", and one metric more" other={`, and ${rest} metrics more`} /> : null}.
    </>
  );
}

function MetricChange({ previewed, first }: { previewed: PreviewedMetric; first: string }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const shown = shownAs(previewed.metric, chosenUnits(viewer));
  const say = (v: number): string => quantity(v, shown, { unit: false });
  const by = (before: number, after: number): string => {
    const difference = shown.convert(after) - shown.convert(before);
    return shown.isTime
      ? `${difference < 0 ? '\u2212' : '+'}${formatMinutes(Math.abs(difference))}`
      : formatSigned(difference, shown.decimals);
  };
  const points = buckets(previewed.now, previewed.then).map((b) => ({
    label: b.first ? `${shortMonth(b.first)} ${b.first.slice(2, 4)}` : '',
    now: b.now === null ? null : shown.convert(b.now),
    then: b.then === null ? null : shown.convert(b.then),
  }));
  const write = (v: number): string => (shown.isTime ? formatMinutes(v) : formatNumber(v, shown.decimals));
  const unit = previewed.metric.kind === 'sum' ? (shown.unit ? t`${shown.unit} a day` : t`a day`) : shown.isTime ? '' : shown.unit;
  const { before, after } = previewed;
  return (
    <>
      {before == null || after == null ? null : (
        <p className="before-after">
          <span className="figure figure-m was">
            <span className="vh">
              <Trans>Mean now:</Trans>{' '}
            </span>
            {say(before)}
          </span>
          <Icon name="right" small />
          <span className="figure figure-l">
            <span className="vh">
              <Trans>Mean then:</Trans>{' '}
            </span>
            {say(after)}
            {unit ? <small>{unit}</small> : null}
          </span>
        </p>
      )}
      <BeforeAfter
        points={points}
        format={write}
        say={(p) =>
          `${p.label}: ${p.now === null ? '–' : write(p.now)} → ${p.then === null ? '–' : write(p.then)}`
        }
        summary={
          before == null || after == null
            ? t`${previewed.metric.name} before and after the change.`
            : t`${previewed.metric.name} before and after the change: the mean ${say(before)} becomes ${say(after)}.`
        }
      />
      <p className="legend" style={{ margin: '8px 0 12px' }}>
        <span>
          <svg width="20" height="4" aria-hidden="true">
            <path d="M0 2h20" stroke="var(--line-strong)" strokeWidth="1.5" strokeDasharray="4 3" />
          </svg>
          <Trans>Now</Trans>
        </span>
        <span>
          <svg width="20" height="4" aria-hidden="true">
            <path d="M0 2h20" stroke="var(--ink)" strokeWidth="2" />
          </svg>
          <Trans>With {shortSource(first)} first</Trans>
        </span>
        <span>
          <svg width="16" height="10" aria-hidden="true">
            <rect width="16" height="10" fill="url(#hatch)" />
          </svg>
          <Trans>No data</Trans>
        </span>
      </p>
      {previewed.largest.length ? (
        <table>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Largest changes</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>Now</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>Then</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>By</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {previewed.largest.slice(0, 4).map((day) => (
              <tr key={day.date}>
                <td>{day.date.slice(0, 4) === viewer.today.slice(0, 4) ? shortDay(day.date) : dateWithYear(day.date)}</td>
                <td className="r ink-2">{day.before == null ? '–' : say(day.before)}</td>
                <td className="r">{day.after == null ? '–' : say(day.after)}</td>
                <td className="r">{day.before == null || day.after == null ? '–' : by(day.before, day.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
