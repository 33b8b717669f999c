import { Plural, Trans } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { execute } from '@/api/client';
import { unwrap } from '@/api/errors';
import { PreviewUndoDocument, UndoImportDocument } from '@/api/generated/graphql';
import { formatNumber, formatSpan } from '@/lib/format';
import { Dialog } from '@/ui/Dialog';
import { Bone, Trouble } from '@/ui/states';
import { useToast } from '@/ui/toasts';
import type { Import } from './queries';

/** Says what goes before it goes. */
export function UndoDialog({ one, onClose }: { one: Import; onClose: () => void }) {
  const client = useQueryClient();
  const toast = useToast();
  const [erase, setErase] = useState(false);
  const preview = useQuery({
    queryKey: ['imports', 'undo', one.id],
    queryFn: async ({ signal }) => unwrap((await execute(PreviewUndoDocument, { id: one.id }, signal)).previewUndo),
    staleTime: 0,
    gcTime: 0,
  });
  const undo = useMutation({
    mutationFn: async () => unwrap((await execute(UndoImportDocument, { id: one.id, erase })).undoImport),
    onSuccess: () => {
      void client.invalidateQueries();
      toast({ text: <Trans>{one.fileName} is being undone.</Trans> });
      onClose();
    },
  });
  const p = preview.data;
  return (
    <Dialog open title={<Trans>Undo this import?</Trans>} onClose={onClose}>
      <p className="ink-2">
        <Trans>Everything will be as if {one.fileName} had never been imported.</Trans>
      </p>
      {preview.error ? (
        <Trouble error={preview.error} onRetry={() => void preview.refetch()} />
      ) : !p ? (
        <Bone height={80} />
      ) : (
        <ul className="how-undo">
          <li>
            <Plural value={p.samplesRemoved} one="One sample is removed" other={`${formatNumber(p.samplesRemoved)} samples are removed`} />
            {one.report?.first && one.report.last ? `, ${formatSpan({ first: one.report.first, last: one.report.last })}` : ''}.
          </li>
          {p.records ? (
            <li>
              <Plural value={p.records} one="One workout or event is removed." other={`${formatNumber(p.records)} workouts and events are removed.`} />
            </li>
          ) : null}
          {p.samplesRestored ? (
            <li>
              <Trans>{formatNumber(p.samplesRestored)} go back to what they were before.</Trans>
            </li>
          ) : null}
          {p.samplesKept ? (
            <li>
              <Trans>{formatNumber(p.samplesKept)} stay, because another file has them too.</Trans>
            </li>
          ) : null}
          {p.rawMissing ? (
            <li>
              <Trans>
                Some days cannot be worked out anew, because the files of other imports are gone; they stay as they are.
              </Trans>
            </li>
          ) : null}
        </ul>
      )}
      <label className="check">
        <input type="checkbox" checked={erase} onChange={(event) => setErase(event.target.checked)} />
        <span>
          <Trans>Also destroy the stored file and everything kept about it. This part cannot be taken back.</Trans>
        </span>
      </label>
      {undo.error ? <Trouble error={undo.error} /> : null}
      <div className="actions">
        <button type="button" className="btn" onClick={onClose}>
          <Trans>Keep it</Trans>
        </button>
        <button type="button" className="btn btn-1" disabled={undo.isPending || !p} onClick={() => undo.mutate()}>
          {p ? <Trans>Undo {formatNumber(p.samplesRemoved + p.records)} records</Trans> : <Trans>Undo</Trans>}
        </button>
      </div>
    </Dialog>
  );
}
