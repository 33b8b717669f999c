import './imports.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';
import { sendFile, useUploads } from '@/api/uploads';
import { useTitle } from '@/lib/useTitle';
import { Icon } from '@/ui/Icon';
import { Bone, Loading, Trouble } from '@/ui/states';
import { Earlier } from './Earlier';
import { Preview } from './Preview';
import { CutCard, RunningCard, UploadCard } from './Running';
import { goesOn, importsQuery } from './queries';

/** The one door for every file: what is coming in, what would come in, what came in. */
export function Files() {
  const { t } = useLingui();
  const client = useQueryClient();
  const uploads = useUploads();
  const query = useInfiniteQuery(importsQuery);
  const input = useRef<HTMLInputElement>(null);
  useTitle(t`Files`);
  const all = query.data?.pages.flatMap((p) => p.nodes) ?? [];
  const busy = all.filter(goesOn);
  const cut = all.filter((i) => i.state === 'CUT');
  const waiting = all.filter((i) => i.state === 'PREVIEWED');
  const past = all.filter((i) => !goesOn(i) && i.state !== 'CUT' && i.state !== 'PREVIEWED');

  const take = (files: FileList | null | undefined) => {
    for (const file of files ?? []) {
      sendFile(file, () => void client.invalidateQueries({ queryKey: ['imports'] }));
    }
  };
  const preview = waiting[0];
  const coming = busy.find((i) => i.state === 'RUNNING' && i.preview);
  const nothing = query.isSuccess && !all.length && !uploads.length;

  return (
    <>
      <header className="head">
        <div>
          <h1 className="t-page">
            <Trans>Files</Trans>
          </h1>
          <p className="t-small ink-2">
            <Trans>Bring your history in. Everything can be looked at before, and undone after.</Trans>
          </p>
        </div>
        <div className="end">
          <button type="button" className="btn" onClick={() => input.current?.click()}>
            <Icon name="files" small />
            <Trans>Choose a file</Trans>
          </button>
          <input
            ref={input}
            type="file"
            hidden
            multiple
            data-testid="file-input"
            onChange={(event) => {
              take(event.target.files);
              event.target.value = '';
            }}
          />
        </div>
      </header>
      <div className="imp">
        <div className="stack">
          {uploads.map((u) => (
            <UploadCard key={u.key} upload={u} />
          ))}
          {busy.map((one) => (
            <RunningCard key={`${one.id} ${one.state}`} one={one} />
          ))}
          {cut.map((one) => (
            <CutCard key={one.id} one={one} />
          ))}
          <DropZone onFiles={take} onChoose={() => input.current?.click()} />
          {nothing ? <HowTo /> : null}
          {(preview || coming) && past.length ? <Earlier past={past} query={query} /> : null}
        </div>
        <div className="stack">
          {query.error && !query.data ? (
            <Trouble error={query.error} onRetry={() => void query.refetch()} />
          ) : !query.data ? (
            <Loading label={t`Loading your files`}>
              <div className="card card-l stack">
                <Bone width={200} height={24} />
                <Bone height={64} />
                <Bone height={160} />
              </div>
            </Loading>
          ) : preview ? (
            waiting.map((one) => <Preview key={one.id} one={one} />)
          ) : coming ? (
            <Preview one={coming} />
          ) : past.length ? (
            <Earlier past={past} query={query} />
          ) : nothing ? (
            <NothingYet />
          ) : null}
        </div>
      </div>
    </>
  );
}

function DropZone({ onFiles, onChoose }: { onFiles: (files: FileList) => void; onChoose: () => void }) {
  const [over, setOver] = useState(false);
  const stop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <button
      type="button"
      className={`drop${over ? ' is-over' : ''}`}
      onClick={onChoose}
      onDragEnter={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDragOver={stop}
      onDrop={(event) => {
        stop(event);
        setOver(false);
        onFiles(event.dataTransfer.files);
      }}
    >
      <Icon name="download" />
      <span>
        <span className="t-name block">
          <Trans>Drop a file anywhere</Trans>
        </span>
        <span className="t-cap ink-3 block">
          <Trans>Apple Health export, zip or XML; any size</Trans>
        </span>
      </span>
    </button>
  );
}

function HowTo() {
  return (
    <section className="card">
      <h2 className="t-name">
        <Trans>How to get it from an iPhone</Trans>
      </h2>
      <ol className="how">
        <li>
          <Trans>Open Health and touch your picture at the top.</Trans>
        </li>
        <li>
          <Trans>Choose Export All Health Data. It takes some minutes.</Trans>
        </li>
        <li>
          <Trans>Send export.zip to this computer and drop it here as it is.</Trans>
        </li>
      </ol>
    </section>
  );
}

function NothingYet() {
  return (
    <section className="empty">
      <h2 className="t-head">
        <Trans>No file yet</Trans>
      </h2>
      <p>
        <Trans>
          Nothing is written before you have seen what a file holds. The newest days can be looked at seconds after
          the import begins, and the work goes on when you close the page.
        </Trans>
      </p>
    </section>
  );
}
