import { Trans } from '@lingui/react/macro';
import { useId, useState, type InputHTMLAttributes, type ReactNode } from 'react';

/** A labelled input; what is wrong with it is said below it and to readers. */
export function Field({
  label,
  hint,
  wrong,
  secret = false,
  ...input
}: {
  label: ReactNode;
  hint?: ReactNode;
  wrong?: string | null;
  secret?: boolean;
} & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const about = [hint ? `${id}-hint` : '', wrong ? `${id}-wrong` : ''].filter(Boolean).join(' ');
  const field = (
    <input
      {...input}
      id={id}
      type={secret && !open ? 'password' : (input.type ?? 'text')}
      aria-invalid={wrong ? true : undefined}
      aria-describedby={about || undefined}
    />
  );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {secret ? (
        <div className="secret">
          {field}
          <button type="button" className="btn btn-0 btn-s" aria-pressed={open} onClick={() => setOpen(!open)}>
            {open ? <Trans>Hide</Trans> : <Trans>Show</Trans>}
          </button>
        </div>
      ) : (
        field
      )}
      {hint ? (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {wrong ? (
        <p className="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      ) : null}
    </div>
  );
}
