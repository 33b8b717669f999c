import { figureParts, type Shown } from '@/lib/quantity';

/** A large number with its unit beside it in the second ink. */
export function Figure({
  value,
  shown,
  size = 'l',
  after,
}: {
  value: number | null;
  shown: Shown;
  size?: 'xl' | 'l' | 'm';
  /** Words in the unit's place when the metric has none: `so far`. */
  after?: string;
}) {
  const parts = value === null ? [] : figureParts(value, shown);
  return (
    <p className={`figure figure-${size}`}>
      {value === null ? <span aria-hidden="true">–</span> : null}
      {parts.map((part, i) =>
        part.kind === 'unit' ? (
          <small key={i}>{part.text}</small>
        ) : i > 0 ? (
          <b key={i}>{part.text}</b>
        ) : (
          <span key={i}>{part.text}</span>
        ),
      )}
      {after ? <small>{after}</small> : null}
    </p>
  );
}
