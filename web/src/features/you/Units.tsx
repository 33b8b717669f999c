import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useViewer, viewerQuery, type Viewer } from '@/api/session';
import { Select } from '@/ui/Select';
import { Trouble } from '@/ui/states';
import { updateViewer } from './queries';
import { chosenUnit, keptUnit, QUANTITIES, UNIT_LABELS, type Quantity } from './units';

/** In which unit each quantity is read. A choice holds at once and is taken back when the server refuses. */
export function Units() {
  const { i18n } = useLingui();
  const viewer = useViewer();
  const client = useQueryClient();
  const choose = useMutation({
    mutationFn: ({ quantity, unit }: { quantity: Quantity; unit: string }) =>
      updateViewer({ units: [{ quantity: quantity.code, unit: keptUnit(quantity, unit) }] }),
    onMutate: ({ quantity, unit }) => {
      const before = client.getQueryData(viewerQuery.queryKey);
      const rest = viewer.units.filter((u) => u.quantity !== quantity.code);
      const next: Viewer = { ...viewer, units: [...rest, { quantity: quantity.code, unit: keptUnit(quantity, unit) }] };
      client.setQueryData(viewerQuery.queryKey, next);
      return before;
    },
    onSuccess: (changed) => client.setQueryData(viewerQuery.queryKey, changed),
    onError: (_error, _choice, before) => client.setQueryData(viewerQuery.queryKey, before),
  });
  return (
    <section className="card card-l">
      <h2 className="t-head">
        <Trans>Units</Trans>
      </h2>
      {QUANTITIES.map((q) => (
        <div className="unit-row" key={q.code}>
          <span>{i18n._(q.name)}</span>
          <Select
            label={i18n._(q.name)}
            value={chosenUnit(q, viewer.units)}
            options={q.units.map((u) => [u, UNIT_LABELS[u] ?? u] as const)}
            onChange={(unit) => choose.mutate({ quantity: q, unit })}
          />
        </div>
      ))}
      {choose.error ? <Trouble error={choose.error} /> : null}
      <p className="t-cap ink-3" style={{ marginTop: 8 }}>
        <Trans>What was measured is kept as it is; only what you read is converted.</Trans>
      </p>
    </section>
  );
}
