import './why.css';
import * as Radix from '@radix-ui/react-dialog';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { chosenUnits, useViewer } from '@/api/session';
import { SourceSpans } from '@/charts/SourceSpans';
import { addDays, dayHours, instantAt } from '@/lib/dates';
import { formatMoment, formatNumber, longDay } from '@/lib/format';
import { quantity, shownAs, type Shown } from '@/lib/quantity';
import { useIsPhone } from '@/lib/useMedia';
import { Icon } from '@/ui/Icon';
import { shapeOf, SourceName } from '@/ui/SourceMark';
import { useShortNames } from '@/ui/sourceNames';
import { Bone, Loading, Trouble } from '@/ui/states';
import { whyQuery, type Candidate, type WhyDay } from './queries';
import { Records } from './Records';
import { UseInstead } from './UseInstead';

/** The reasons of one number: `why` is `metric:date`. Beside the page on a desk, a sheet on a phone. */
export function WhyPanel({ why }: { why: string }) {
  const [metric = '', date = ''] = why.split(':');
  const { data, error, refetch } = useQuery(whyQuery(metric, date));
  const viewer = useViewer();
  const { t } = useLingui();
  const day = data?.day;
  const shown = day ? shownAs(day.metric, chosenUnits(viewer)) : null;
  const title =
    !day || !shown
      ? t`Why this number?`
      : day.value === null
        ? t`Why no ${day.metric.name.toLowerCase()}?`
        : shown.unit === ''
          ? t`Why ${quantity(day.value, shown)} ${day.metric.name.toLowerCase()}?`
          : t`Why ${quantity(day.value, shown)}?`;
  const under =
    day && shown && shown.unit !== '' && day.value !== null
      ? `${day.metric.name}, ${longDay(date, viewer.today)}`
      : longDay(date, viewer.today);
  const zone = day ? day.explanation.zone.split('/').pop()?.replaceAll('_', ' ') : '';
  return (
    <Frame
      title={title}
      under={zone ? t`${under}, ${zone} time` : under}
      foot={day && shown && day.explanation.candidates.length > 1 ? <UseInstead day={day} shown={shown} /> : null}
    >
      {error ? <Trouble error={error} onRetry={() => void refetch()} /> : null}
      {day && shown ? (
        <Reasons day={day} shown={shown} history={data.history} />
      ) : error ? null : (
        <Loading label={t`Loading the reasons`}>
          <div className="stack">
            <Bone height={72} />
            <Bone height={132} />
            <Bone height={120} />
          </div>
        </Loading>
      )}
    </Frame>
  );
}

function useClose(): () => void {
  const navigate = useNavigate();
  return () =>
    void navigate({
      to: '.',
      search: (now: Record<string, unknown>) => {
        const rest = { ...now };
        delete rest['why'];
        return rest;
      },
      resetScroll: false,
    });
}

function Frame({
  title,
  under,
  children,
  foot,
}: {
  title: string;
  under: string;
  children: ReactNode;
  foot: ReactNode;
}) {
  const { t } = useLingui();
  const phone = useIsPhone();
  const close = useClose();
  const ref = useRef<HTMLDivElement>(null);
  // Where the focus was when the panel opened gets it back when it closes.
  useEffect(() => {
    if (phone) return;
    const before = document.activeElement as HTMLElement | null;
    ref.current?.focus({ preventScroll: true });
    return () => before?.focus({ preventScroll: true });
  }, [phone]);
  const head = (heading: ReactNode) => (
    <div className="panel-head">
      <div>
        {heading}
        <p className="t-small ink-2">{under}</p>
      </div>
      <button type="button" className="btn btn-i btn-0" aria-label={t`Close`} onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  );
  const rest = (
    <>
      <div className="panel-body" tabIndex={0}>
        {children}
      </div>
      {foot ? <div className="panel-foot">{foot}</div> : null}
    </>
  );
  if (phone) {
    return (
      <Radix.Root open onOpenChange={(open) => (open ? undefined : close())}>
        <Radix.Portal>
          <div className="scrim" aria-hidden="true" />
          <Radix.Content className="panel" aria-describedby={undefined}>
            {head(<Radix.Title className="t-title">{title}</Radix.Title>)}
            {rest}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    );
  }
  return (
    <div
      ref={ref}
      className="panel"
      role="dialog"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      {head(<h2 className="t-title">{title}</h2>)}
      {rest}
    </div>
  );
}

function Reasons({
  day,
  shown,
  history,
}: {
  day: WhyDay;
  shown: Shown;
  history: readonly { value: number | null; believedTo: string | null; cause: string }[];
}) {
  const { t } = useLingui();
  const viewer = useViewer();
  const { explanation } = day;
  const zone = explanation.zone || viewer.zone;
  const from = instantAt(day.date, 0, zone);
  const to = instantAt(addDays(day.date, 1), 0, zone);
  const names = useShortNames()(explanation.candidates.map((c) => c.source));
  const withSpans = explanation.candidates.filter((c) => c.spans.length > 0);
  const earlier = history.filter((v) => v.believedTo !== null);
  return (
    <div className={`${day.metric.hue} stack why-body`}>
      <p className="why-lead">{explanation.sentence}</p>
      {withSpans.length ? (
        <div>
          <SourceSpans
            from={from}
            to={to}
            counted={t`Counted`}
            summary={t`When each source measured and which one counted`}
            rows={withSpans.map((c) => ({
              id: c.source.id,
              name: names.get(c.source.id) ?? c.source.name,
              shape: shapeOf(c.source),
              spans: c.spans.map((s) => ({ from: Date.parse(s.from), to: Date.parse(s.to), role: s.role })),
            }))}
            ticks={(x) => dayHours(day.date, zone, 6).map(({ t: at, hour }) => ({ x: x(at), text: String(hour).padStart(2, '0') }))}
          />
          <SpanLegend />
        </div>
      ) : null}
      <SaidAndCounted day={day} shown={shown} />
      <dl className="facts">
        <dt>
          <Trans>Rule</Trans>
        </dt>
        <dd>
          {explanation.rule.replace(/\.?$/, '.')}{' '}
          <Link className="link" to="/preferences/sources" search={{ scope: `category:${day.metric.category}` }}>
            {explanation.preference ? <Trans>Your order</Trans> : <Trans>The default order</Trans>}
          </Link>
        </dd>
        {day.quality !== null ? (
          <>
            <dt>
              <Trans>Quality</Trans>
            </dt>
            <dd>
              {formatNumber(day.quality, 2)}
              {day.complete ? t`: whole day` : t`: the day is not whole`}
            </dd>
          </>
        ) : null}
        <dt>
          <Trans>Day</Trans>
        </dt>
        <dd>
          <Trans>
            00:00–24:00, {zone}, {Math.round((to - from) / 3_600_000)} hours
          </Trans>
        </dd>
        <dt>
          <Trans>Earlier answer</Trans>
        </dt>
        <dd>
          {earlier.length ? (
            <ul>
              {earlier.slice(0, 5).map((v, i) => (
                <li key={i}>
                  <Trans>
                    {v.value === null ? t`none` : quantity(v.value, shown)} until{' '}
                    {formatMoment(Date.parse(v.believedTo ?? ''), viewer.zone, viewer.today)} ({v.cause})
                  </Trans>
                </li>
              ))}
            </ul>
          ) : (
            <Trans>None; this is the first.</Trans>
          )}
        </dd>
        <dt>
          <Trans>Computed</Trans>
        </dt>
        <dd>{formatMoment(Date.parse(explanation.computedAt), viewer.zone, viewer.today)}</dd>
        <dt>
          <Trans>Corrections</Trans>
        </dt>
        <dd>
          {explanation.corrections.length ? (
            <ul>
              {explanation.corrections.map((c) => (
                <li key={c.id}>{c.sentence}</li>
              ))}
            </ul>
          ) : (
            <Trans>None</Trans>
          )}
        </dd>
      </dl>
      <Records metric={day.metric.code} date={day.date} zone={zone} shown={shown} unit={day.metric.unit} />
    </div>
  );
}

function SpanLegend() {
  return (
    <div className="legend why-legend">
      <span>
        <svg width="14" height="10" aria-hidden="true">
          <rect width="14" height="10" rx="2" fill="var(--hue)" />
        </svg>
        <Trans>Used</Trans>
      </span>
      <span>
        <svg width="14" height="10" aria-hidden="true">
          <rect x=".75" y=".75" width="12.5" height="8.5" rx="2" fill="none" stroke="var(--hue)" strokeWidth="1.5" />
        </svg>
        <Trans>Overlapped</Trans>
      </span>
      <span>
        <svg width="14" height="10" aria-hidden="true">
          <rect x=".5" y=".5" width="13" height="9" rx="2" fill="none" stroke="var(--line-strong)" strokeDasharray="2 3" />
        </svg>
        <Trans>Set aside</Trans>
      </span>
    </div>
  );
}

const adds = (kind: string): boolean => kind === 'sum' || kind === 'duration';

/** What each source said and how much of it counted; in a mean, which share of the time. */
function SaidAndCounted({ day, shown }: { day: WhyDay; shown: Shown }) {
  const { t } = useLingui();
  const { candidates } = day.explanation;
  if (!candidates.length) return null;
  const total = candidates.reduce((sum, c) => sum + c.used, 0);
  const counted = (c: Candidate): string => {
    if (adds(day.metric.kind)) return quantity(c.used, shown, { unit: false });
    if (c.used === 0) return t`no`;
    return total > 0 && c.used < total ? `${formatNumber((c.used / total) * 100)} %` : t`yes`;
  };
  return (
    <div className="scroll-x" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Source</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>It said</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>Counted</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((c) => (
            <tr key={c.source.id} className={c.used === 0 ? 'ink-2' : undefined}>
              <td className="name-col">
                <SourceName source={c.source} />
                <span className="t-cap ink-3 why-reason">{c.why}</span>
              </td>
              <td className="r">{c.own === null ? '–' : quantity(c.own, shown, { unit: false })}</td>
              <td className="r">{c.used > 0 ? <b className="strong">{counted(c)}</b> : counted(c)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
