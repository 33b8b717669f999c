import { Plural, Trans } from '@lingui/react/macro';
import { chosenUnits, useViewer } from '@/api/session';
import { formatClock, formatTime } from '@/lib/format';
import { shortSource } from '@/lib/names';
import { useActivityName } from '@/ui/activities';
import { SourceMark, SourceName } from '@/ui/SourceMark';
import type { Workout } from './queries';
import { distanceOf, rangeText, tidied, totalText } from './totals';

/** Every total with the mark of the source it is from. */
export function TotalsCard({ workout }: { workout: Workout }) {
  const units = chosenUnits(useViewer());
  const totals = tidied(workout.totals).filter((t) => t.value != null || t.least != null || t.greatest != null);
  const givers = [...new Map(totals.map((t) => [t.source.id, t.source])).values()];
  return (
    <section className="card">
      <h2 className="t-name" style={{ marginBottom: 4 }}>
        <Trans>Totals</Trans>
      </h2>
      {totals.length ? null : (
        <p className="t-small ink-2">
          <Trans>The record has no totals of its own.</Trans>
        </p>
      )}
      {totals.map((total, i) => {
        const range = rangeText(total, units);
        return (
          <div className="wk-total" key={`${total.metric.code} ${i}`}>
            <span>{total.metric.name}</span>
            <b>
              {totalText(total, units)}
              {range ? <span className="ink-3 t-cap"> {range}</span> : null}
            </b>
            <span>
              <SourceMark source={total.source} />
              <span className="vh">{total.source.name}</span>
            </span>
          </div>
        );
      })}
      {totals.length ? (
        <p className="prov" style={{ marginTop: 8 }}>
          {givers.map((source) => (
            <span key={source.id}>
              <SourceMark source={source} />
              <span className="clip">{shortSource(source.name)}</span>
            </span>
          ))}
        </p>
      ) : null}
    </section>
  );
}

/** The parts of a multisport workout. */
export function LegsCard({ workout }: { workout: Workout }) {
  const activityName = useActivityName();
  const units = chosenUnits(useViewer());
  return (
    <section className="card">
      <h2 className="t-name" style={{ marginBottom: 4 }}>
        <Plural value={workout.legs.length} one="One leg" other="# legs" />
      </h2>
      {workout.legs.map((leg) => {
        const distance = distanceOf(leg.totals);
        return (
          <div className="wk-member" key={leg.start}>
            <span className="row-b">
              <b className="t-name">{activityName(leg.activity)}</b>
              <span className="push">{formatClock(leg.durationSeconds)}</span>
            </span>
            <span className="t-cap ink-2">
              {formatTime(Date.parse(leg.start), workout.zone)}–{formatTime(Date.parse(leg.end), workout.zone)}
              {distance ? `, ${totalText(distance, units)}` : ''}
            </span>
          </div>
        );
      })}
    </section>
  );
}

/** Who recorded this effort, the one it is named by first. */
export function MembersCard({ workout }: { workout: Workout }) {
  const members = [...workout.members].sort((a, b) => a.rank - b.rank);
  return (
    <section className="card">
      <h2 className="t-name" style={{ marginBottom: 4 }}>
        <Plural value={members.length} one="Recorded once" other="Recorded # times, counted once" />
      </h2>
      {members.map((m) => (
        <div className="wk-member" key={`${m.source.id} ${m.start}`}>
          <SourceName source={m.source} />
          <span className="t-cap ink-2">
            {formatTime(Date.parse(m.start), workout.zone)}–{formatTime(Date.parse(m.end), workout.zone)}
          </span>
          {m.why ? <span className="t-cap ink-3">{m.why}</span> : null}
        </div>
      ))}
    </section>
  );
}
