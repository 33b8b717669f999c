import { createClient, type Client } from 'graphql-ws';
import type { TypedDocumentString } from './generated/graphql';

let client: Client | null = null;

function socket(): Client {
  if (!client) {
    const url = new URL('/graphql', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    client = createClient({ url: url.href, lazy: true, retryAttempts: 3, keepAlive: 20_000 });
  }
  return client;
}

/** Closes the socket, at sign-out: what was one person's is not sent to the next. */
export function hangUp(): void {
  void client?.dispose();
  client = null;
}

/**
 * Listens to a subscription until the returned function is called. `onLost` is told when the socket cannot be
 * kept, so that the caller can ask by polling instead.
 */
export function listen<TResult, TVariables extends Record<string, unknown>>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  onData: (data: TResult) => void,
  onLost: () => void,
): () => void {
  let over = false;
  const stop = socket().subscribe<TResult>(
    { query: document.toString(), variables },
    {
      next: (message) => {
        if (message.data) onData(message.data);
      },
      error: () => {
        if (!over) onLost();
      },
      complete: () => {
        if (!over) onLost();
      },
    },
  );
  return () => {
    over = true;
    stop();
  };
}
