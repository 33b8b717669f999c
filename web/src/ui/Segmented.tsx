import type { ReactNode } from 'react';

/** One choice of a few that are all visible. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  wide = false,
}: {
  label: string;
  value: T;
  options: readonly (readonly [T, ReactNode])[];
  onChange: (value: T) => void;
  /** Fills the width, for phones. */
  wide?: boolean;
}) {
  return (
    <div className={`seg${wide ? ' seg-wide' : ''}`} role="group" aria-label={label}>
      {options.map(([key, text]) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>
          {text}
        </button>
      ))}
    </div>
  );
}
