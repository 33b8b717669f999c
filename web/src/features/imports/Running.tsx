import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, useEffect } from 'react';
import { execute } from '@/api/client';
import { unwrap } from '@/api/errors';
import { CancelImportDocument, ResumeImportDocument } from '@/api/generated/graphql';
import { useJobs } from '@/api/jobs';
import { useViewer } from '@/api/session';
import { cancelUpload, retryUpload, type Upload } from '@/api/uploads';
import { formatBytes, formatMoment, formatNumber } from '@/lib/format';
import { overall, phaseStates, type Phase, type PhaseState } from '@/lib/phases';
import { useTimeLeft } from '@/lib/useTimeLeft';
import { Dialog } from '@/ui/Dialog';
import { Icon } from '@/ui/Icon';
import { Shape } from '@/ui/SourceMark';
import { Progress, Trouble } from '@/ui/states';
import type { Import } from './queries';

function usePhaseName(): (phase: Phase) => string {
  const { t } = useLingui();
  const names: Record<Phase, string> = {
    upload: t`Upload`,
    read: t`Read`,
    match: t`Match`,
    store: t`Store`,
    recalculate: t`Recalculate`,
  };
  return (phase) => names[phase];
}

/** A share that never goes back while it is looked at, whatever order reports come in. */
function useForward(value: number): number {
  const most = useRef(0);
  const [shown, setShown] = useState(value);
  useEffect(() => {
    most.current = Math.max(most.current, value);
    setShown(most.current);
  }, [value]);
  return Math.max(shown, value);
}

function Phases({ states, detail }: { states: readonly PhaseState[]; detail: (phase: Phase) => string }) {
  const name = usePhaseName();
  return (
    <ul className="phases">
      {states.map((s) => {
        const words = s.state === 'todo' ? '' : detail(s.phase);
        return (
          <li key={s.phase} className={`phase ${s.state}`}>
            {s.state === 'done' ? <Icon name="check" small /> : <span className="node" />}
            <span>{name(s.phase)}</span>
            <Progress label={name(s.phase)} fraction={s.fraction} />
            <span className="pc">
              {s.state === 'todo' || s.fraction === null ? '' : `${Math.floor(s.fraction * 100)} %`}
            </span>
            {words ? <span className="t-cap">{words}</span> : null}
          </li>
        );
      })}
    </ul>
  );
}

function FileHead({ name, words, mark }: { name: string; words: string; mark: string }) {
  return (
    <div className="row imp-head">
      <span className="tile-f">
        <Shape name={mark} />
      </span>
      <div>
        <h2 className="t-name clip">{name}</h2>
        <p className="t-cap ink-3">{words}</p>
      </div>
    </div>
  );
}

function Line({ share, left }: { share: number; left: string }) {
  const { t } = useLingui();
  return (
    <>
      <div className="row-b imp-line">
        <p className="figure figure-l">
          {Math.floor(share * 100)}
          <small>%</small>
        </p>
        <p className="t-small ink-2 push">{left}</p>
      </div>
      <Progress label={t`The whole import`} fraction={share} thick />
    </>
  );
}

/** A file on its way from this browser. */
export function UploadCard({ upload }: { upload: Upload }) {
  const { t } = useLingui();
  const timeLeft = useTimeLeft();
  const share = upload.size ? upload.sent / upload.size : 0;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(1, (now - upload.startedAt) / 1000);
  const rate = upload.sent / seconds;
  const left = rate > 0 && share < 1 ? timeLeft((upload.size - upload.sent) / rate) : '';
  const states = phaseStates('upload', share);
  return (
    <section className="card" aria-label={t`Sending ${upload.name}`}>
      <FileHead name={upload.name} words={formatBytes(upload.size)} mark="bars" />
      {upload.state === 'failed' ? (
        <>
          <div className="imp-line" />
          <Trouble error={upload.error} onRetry={() => retryUpload(upload.key)} />
          <div className="row imp-actions">
            <button type="button" className="btn btn-s btn-0" onClick={() => cancelUpload(upload.key)}>
              <Trans>Forget this file</Trans>
            </button>
          </div>
        </>
      ) : (
        <>
          <Line share={overall(states)} left={left} />
          <Phases
            states={states}
            detail={(phase) =>
              phase === 'upload'
                ? t`${formatBytes(upload.sent)} of ${formatBytes(upload.size)}; ${formatBytes(rate)} a second`
                : ''
            }
          />
          <p className="t-small ink-2 imp-note">
            <Trans>Keep this page open until the file is sent. If the line breaks, choose the same file again.</Trans>
          </p>
          <div className="row imp-actions">
            <button type="button" className="btn btn-s btn-0" onClick={() => cancelUpload(upload.key)}>
              <Trans>Stop sending</Trans>
            </button>
          </div>
        </>
      )}
    </section>
  );
}

const markOf = (provider: string): string => (provider === 'apple_health' ? 'bars' : 'square');

/** A file that is being looked through or taken in. */
export function RunningCard({ one }: { one: Import }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const timeLeft = useTimeLeft();
  const live = useJobs().find((j) => j.id === one.id);
  const job = live ?? one.progress;
  const states = phaseStates(job?.phase ?? 'read', job?.fraction ?? 0);
  const running = one.state === 'RUNNING';
  const share = useForward(running ? overall(states) : (job?.fraction ?? 0));
  const started = formatMoment(Date.parse(one.startedAt), viewer.zone, viewer.today);
  const words = [one.providerName, one.size === null ? '' : formatBytes(one.size), t`started ${started}`]
    .filter(Boolean)
    .join(', ');
  const left = job?.secondsLeft == null ? '' : timeLeft(job.secondsLeft);
  return (
    <section className="card" aria-label={running ? t`Import of ${one.fileName}` : t`Looking through ${one.fileName}`}>
      <FileHead name={one.fileName} words={words} mark={markOf(one.provider)} />
      {running ? (
        <>
          <Line share={share} left={left} />
          <Phases
            states={states}
            detail={(phase) => {
              if (phase === 'upload') return one.size === null ? '' : t`${formatBytes(one.size)}, checked`;
              if (phase !== job?.phase) return '';
              if (job.rate !== null && job.records > 0) {
                return t`${formatNumber(job.rate)} a second; ${formatNumber(job.records)} done`;
              }
              return job.message;
            }}
          />
          <p className="t-small ink-2 imp-note">
            <Trans>You can close this page; the work goes on. Days appear on your screens as they come in.</Trans>
          </p>
        </>
      ) : (
        <>
          <Line share={share} left={left} />
          <p className="t-small ink-2 imp-line">
            {job && job.records > 0 ? (
              <Trans>Looking through it: {formatNumber(job.records)} records so far. Nothing is written yet.</Trans>
            ) : (
              <Trans>Looking through it. Nothing is written yet.</Trans>
            )}
          </p>
        </>
      )}
      <div className="row imp-actions">
        <CancelButton one={one} />
      </div>
    </section>
  );
}

function CancelButton({ one }: { one: Import }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: async () => unwrap((await execute(CancelImportDocument, { id: one.id })).cancelImport),
    onSettled: () => void client.invalidateQueries({ queryKey: ['imports'] }),
    onSuccess: () => setAsking(false),
  });
  if (one.state !== 'RUNNING' && one.state !== 'CUT') {
    return (
      <>
        <button type="button" className="btn btn-s btn-0" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          <Trans>Cancel</Trans>
        </button>
        {cancel.error ? <span className="wrong">{cancel.error.message}</span> : null}
      </>
    );
  }
  return (
    <>
      <button type="button" className="btn btn-s btn-0" onClick={() => setAsking(true)}>
        <Trans>Cancel, keep nothing</Trans>
      </button>
      <Dialog open={asking} title={<Trans>Stop and keep nothing?</Trans>} onClose={() => setAsking(false)}>
        <p>
          <Trans>What this file has brought in so far is taken out again. The file itself stays on your device.</Trans>
        </p>
        {cancel.error ? <Trouble error={cancel.error} /> : null}
        <div className="actions">
          <button type="button" className="btn" onClick={() => setAsking(false)}>
            <Trans>Go on importing</Trans>
          </button>
          <button type="button" className="btn btn-1" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            <Trans>Stop the import</Trans>
          </button>
        </div>
      </Dialog>
    </>
  );
}

/** An import that was cut: by a crash, a full disk, a pulled plug. It goes on where it stopped. */
export function CutCard({ one }: { one: Import }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const resume = useMutation({
    mutationFn: async () => unwrap((await execute(ResumeImportDocument, { id: one.id })).resumeImport),
    onSettled: () => void client.invalidateQueries({ queryKey: ['imports'] }),
  });
  return (
    <section className="card" aria-label={t`${one.fileName} was cut`}>
      <FileHead
        name={one.fileName}
        words={[one.providerName, one.size === null ? '' : formatBytes(one.size)].filter(Boolean).join(', ')}
        mark={markOf(one.provider)}
      />
      <p className="t-small ink-2 imp-line">
        {one.problem ?? <Trans>The import was cut before its end.</Trans>}{' '}
        <Trans>What is in stays; going on brings in only the rest.</Trans>
      </p>
      {resume.error ? <Trouble error={resume.error} /> : null}
      <div className="row imp-actions">
        {one.canResume ? (
          <button type="button" className="btn btn-s btn-1" disabled={resume.isPending} onClick={() => resume.mutate()}>
            <Trans>Go on</Trans>
          </button>
        ) : null}
        <CancelButton one={one} />
      </div>
    </section>
  );
}
