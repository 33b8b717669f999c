import type { ReactNode } from 'react';
import { Icon } from './Icon';

/** The platform's own list: works with any input, any reader, any size of screen. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  id,
}: {
  label?: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
  id?: string;
}): ReactNode {
  return (
    <span className="select-box">
      <select
        id={id}
        className="select"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
      <Icon name="down" small />
    </span>
  );
}
