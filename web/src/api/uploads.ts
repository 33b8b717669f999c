import { useSyncExternalStore } from 'react';
import type { Upload as Tus } from 'tus-js-client';
import { execute } from './client';
import { ApiError, unwrap } from './errors';
import { StartImportDocument, type ImportFieldsFragment } from './generated/graphql';

export interface Upload {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly startedAt: number;
  readonly state: 'sending' | 'starting' | 'failed';
  readonly error: Error | null;
}

/** Cut into pieces so that a lost line costs at most this much. */
const CHUNK = 16 * 1024 * 1024;
const RETRIES_MS = [0, 1000, 3000, 5000, 10_000, 20_000];

let uploads: readonly Upload[] = [];
let nextKey = 1;
const listeners = new Set<() => void>();
const running = new Map<number, { tus: Tus | null; file: File; onImport: (started: ImportFieldsFragment) => void }>();

function publish(next: readonly Upload[]): void {
  uploads = next;
  for (const tell of listeners) tell();
}

const change = (key: number, part: Partial<Upload>): void =>
  publish(uploads.map((u) => (u.key === key ? { ...u, ...part } : u)));

const drop = (key: number): void => {
  running.delete(key);
  publish(uploads.filter((u) => u.key !== key));
};

/** Files on their way to the server. They go on while the person looks at other screens. */
export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => uploads,
  );
}

/** Sends a file; one that was cut before goes on where it stopped. `onImport` gets the import that it became. */
export function sendFile(file: File, onImport: (started: ImportFieldsFragment) => void): void {
  const key = nextKey++;
  running.set(key, { tus: null, file, onImport });
  publish([
    ...uploads,
    { key, name: file.name, size: file.size, sent: 0, startedAt: Date.now(), state: 'sending', error: null },
  ]);
  void begin(key);
}

async function begin(key: number): Promise<void> {
  const work = running.get(key);
  if (!work) return;
  const { file, onImport } = work;
  if (file.size === 0) {
    change(key, { state: 'failed', error: new ApiError(`“${file.name}” is empty.`, 'empty_file') });
    return;
  }
  const { Upload: TusUpload } = await import('tus-js-client');
  const tus = new TusUpload(file, {
    endpoint: '/uploads',
    chunkSize: CHUNK,
    retryDelays: RETRIES_MS,
    metadata: { filename: file.name },
    removeFingerprintOnSuccess: true,
    onProgress: (sent) => change(key, { sent }),
    onError: (error) => {
      change(key, { state: 'failed', error: uploadError(error) });
    },
    onSuccess: () => {
      const id = tus.url?.split('/').pop() ?? '';
      change(key, { sent: file.size, state: 'starting' });
      execute(StartImportDocument, { uploadId: id })
        .then(({ startImport }) => {
          drop(key);
          onImport(unwrap(startImport).import);
        })
        .catch((error: unknown) => {
          change(key, { state: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
        });
    },
  });
  work.tus = tus;
  const earlier = await tus.findPreviousUploads();
  if (earlier[0]) tus.resumeFromPreviousUpload(earlier[0]);
  if (running.has(key)) tus.start();
}

/** The server's own sentence when it refused; the plain fact when it could not be reached. */
function uploadError(error: Error): Error {
  const response = 'originalResponse' in error ? (error.originalResponse as { getStatus(): number; getBody(): string } | null) : null;
  if (!response) return new ApiError('The file could not be sent: the server cannot be reached.', 'offline');
  const body = response.getBody().trim();
  let words = body;
  try {
    const parsed: unknown = JSON.parse(body);
    if (parsed && typeof parsed === 'object') {
      const said = (parsed as Record<string, unknown>)['detail'] ?? (parsed as Record<string, unknown>)['message'];
      if (typeof said === 'string') words = said;
    }
  } catch {
    // A plain text answer is the sentence itself.
  }
  const short = words && words.length < 300 ? words : `The server refused the file (${response.getStatus()}).`;
  return new ApiError(short, `http_${response.getStatus()}`);
}

export function retryUpload(key: number): void {
  change(key, { state: 'sending', error: null });
  void begin(key);
}

/** Stops sending and lets the server forget what it has. */
export function cancelUpload(key: number): void {
  const tus = running.get(key)?.tus;
  drop(key);
  void tus?.abort(true).catch(() => undefined);
}
