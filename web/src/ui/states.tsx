import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Icon } from './Icon';

/** A place that waits, in the size of what will stand there. */
export function Bone({ width = '100%', height = 16 }: { width?: number | string; height?: number }) {
  return <span className="bone" style={{ width, height }} aria-hidden="true" />;
}

export function Loading({ children, label }: { children: ReactNode; label: ReactNode }) {
  return (
    <div role="status">
      <span className="vh">{label}</span>
      {children}
    </div>
  );
}

/** What failed, in words, with its remedy; only in the place that failed. */
export function Trouble({ error, onRetry, children }: { error: unknown; onRetry?: () => void; children?: ReactNode }) {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    <div className="trouble" role="alert">
      <p>
        {children ? <>{children} </> : null}
        {message}
      </p>
      {onRetry ? (
        <button type="button" className="btn btn-s" onClick={onRetry}>
          <Trans>Try again</Trans>
        </button>
      ) : null}
      {code ? (
        <details>
          <summary>
            <Trans>Details</Trans>
          </summary>
          {code}
        </details>
      ) : null}
    </div>
  );
}

/** Why there is nothing, and the one thing to do about it. */
export function Empty({ title, children, action }: { title: ReactNode; children: ReactNode; action?: ReactNode }) {
  return (
    <section className="empty">
      <h2 className="t-head">{title}</h2>
      <p>{children}</p>
      {action}
    </section>
  );
}

/** How fresh a value is; stale ones carry a clock. */
export function Fresh({ stale = false, children }: { stale?: boolean; children: ReactNode }) {
  return (
    <span className={`fresh${stale ? ' is-stale' : ''}`}>
      {stale ? <Icon name="clock" small /> : null}
      {children}
    </span>
  );
}

/** A bar with its number for those who cannot see it. Without a fraction it only says that work goes on. */
export function Progress({
  label,
  fraction,
  thick = false,
}: {
  label: string;
  fraction: number | null;
  thick?: boolean;
}) {
  const percent = fraction === null ? undefined : Math.floor(fraction * 100);
  return (
    <span
      className={`bar${thick ? ' bar-thick' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ width: `${(fraction ?? 0) * 100}%` }} />
    </span>
  );
}

/** The hatch for what is not known; drawn once, used by every chart as `url(#hatch)`. */
export function HatchPattern() {
  return (
    <svg width="0" height="0" className="hatch-source" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0v6" stroke="var(--hatch)" strokeWidth="2" />
        </pattern>
      </defs>
    </svg>
  );
}
