import type { TypedDocumentString } from './generated/graphql';
import { ApiError } from './errors';

interface Answer<T> {
  data?: T | null;
  errors?: readonly { message: string; extensions?: { code?: string; retryAt?: string } }[];
}

/** The text of the server's answer is never trusted to be ours: a proxy's page is not JSON. */
async function ask<T>(body: unknown, signal?: AbortSignal): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError('The server cannot be reached. Check that it runs and that you are online.', 'offline');
  }
  let answer: Answer<T> | null;
  try {
    answer = (await response.json()) as Answer<T>;
  } catch {
    answer = null;
  }
  if (answer && (answer.data != null || answer.errors)) return answer;
  if (response.status === 429) {
    const wait = Number(response.headers.get('retry-after') ?? '60');
    throw new ApiError('Too many requests in a short time.', 'rate_limited', new Date(Date.now() + wait * 1000).toISOString());
  }
  throw new ApiError(`The server did not answer (${response.status}).`, `http_${response.status}`);
}

/**
 * Runs one operation. The app sends the hash of a document that it was built with; a server that does not know
 * it (older or newer than the page) gets the text.
 */
export async function execute<TResult, TVariables>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  signal?: AbortSignal,
): Promise<TResult> {
  const hash = import.meta.env.PROD ? (document.__meta__?.['hash'] as string | undefined) : undefined;
  let answer: Answer<TResult>;
  if (hash) {
    answer = await ask<TResult>({ documentId: hash, variables }, signal);
    const code = answer.errors?.[0]?.extensions?.code;
    if (answer.data == null && (code === 'unknown_document' || code === 'persisted_document_not_found')) {
      answer = await ask<TResult>({ query: document.toString(), variables }, signal);
    }
  } else {
    answer = await ask<TResult>({ query: document.toString(), variables }, signal);
  }
  const first = answer.errors?.[0];
  if (first) {
    throw new ApiError(first.message, first.extensions?.code ?? 'error', first.extensions?.retryAt ?? null);
  }
  if (answer.data == null) throw new ApiError('The server sent an empty answer.', 'empty');
  return answer.data;
}
