import { Trans } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ApiError } from '@/api/errors';
import { useViewer, viewerQuery } from '@/api/session';
import { useToast } from '@/ui/toasts';
import { Trouble } from '@/ui/states';
import { updateViewer } from './queries';

/** All zones the browser knows, and the person's own when it does not know that one. */
function zones(own: string): readonly string[] {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return known.includes(own) ? known : [own, ...known];
}

/** Name and home zone. */
export function Profile() {
  const viewer = useViewer();
  const client = useQueryClient();
  const toast = useToast();
  const id = useId();
  const [name, setName] = useState(viewer.name);
  const [zone, setZone] = useState(viewer.timeZone);
  const save = useMutation({
    mutationFn: () => updateViewer({ name, timeZone: zone }),
    onSuccess: (changed) => {
      client.setQueryData(viewerQuery.queryKey, changed);
      setName(changed.name);
      setZone(changed.timeZone);
      void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'viewer' });
      toast({ text: <Trans>Your profile is saved.</Trans> });
    },
  });
  const named = save.error instanceof ApiError && save.error.field === 'name' ? save.error.message : null;
  const changed = name !== viewer.name || zone !== viewer.timeZone;
  return (
    <section className="card card-l">
      <h2 className="t-head">
        <Trans>Profile</Trans>
      </h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <div className="field">
          <label htmlFor={`${id}-name`}>
            <Trans>Name</Trans>
          </label>
          <input
            id={`${id}-name`}
            name="name"
            autoComplete="name"
            value={name}
            aria-invalid={named ? true : undefined}
            aria-describedby={named ? `${id}-wrong` : undefined}
            onChange={(event) => setName(event.target.value)}
          />
          {named ? (
            <p className="wrong" id={`${id}-wrong`}>
              {named}
            </p>
          ) : null}
        </div>
        <div className="field">
          <label htmlFor={`${id}-zone`}>
            <Trans>Home time zone</Trans>
          </label>
          <select
            id={`${id}-zone`}
            value={zone}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setZone(event.target.value)}
          >
            {zones(viewer.timeZone).map((z) => (
              <option key={z} value={z}>
                {z.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
          <p className="hint" id={`${id}-hint`}>
            {viewer.zone === viewer.timeZone ? (
              <Trans>Days are cut by the zone your data was lived in; where it does not tell, by this one.</Trans>
            ) : (
              <Trans>
                Your newest data was lived in {viewer.zone}, so days are cut by that zone now; where data does not tell,
                by this one.
              </Trans>
            )}
          </p>
        </div>
        {save.error && !named ? <Trouble error={save.error} /> : null}
        <button type="submit" className="btn" style={{ justifySelf: 'start' }} disabled={!changed || save.isPending}>
          <Trans>Save</Trans>
        </button>
      </form>
    </section>
  );
}
