import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { vi } from 'vitest';
import { Toasts } from '@/ui/toasts';
import { makeQueryClient } from './queryClient';
import { makeRouter } from './router';

/** Answers one operation: its data, or an error to be sent as the server would. */
export type Answer = (variables: Record<string, unknown>) => unknown;

export const VIEWER = {
  id: 'person',
  email: 'robin@example.org',
  name: 'Robin Okafor',
  timeZone: 'Europe/Berlin',
  zone: 'Europe/Berlin',
  today: '2026-11-19',
  locale: 'en',
  units: [] as { quantity: string; unit: string }[],
  favourites: [],
  isOwner: true,
  isDemo: false,
  hasData: true,
  firstDay: '2024-11-20',
};

/** A socket that cannot be had: the app then asks by polling, as behind a proxy that allows none. */
class NoSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly readyState = NoSocket.CONNECTING;
  close(): void {}
  send(): void {}
}

export interface Asked {
  readonly operation: string;
  readonly variables: Record<string, unknown>;
}

/**
 * The whole app at an address, over a server of answers by the name of the operation. Returns what was asked, in
 * order.
 */
export function showApp(path: string, answers: Record<string, Answer>): { asked: Asked[] } {
  const asked: Asked[] = [];
  const all: Record<string, Answer> = {
    Viewer: () => ({ viewer: VIEWER }),
    Server: () => ({
      server: { version: '0.1.0', signUp: 'CLOSED', demo: false, demoEmail: null, insecure: false },
    }),
    Jobs: () => ({ jobs: [] }),
    ...answers,
  };
  vi.stubGlobal('WebSocket', NoSocket);
  vi.stubGlobal('scrollTo', () => undefined);
  vi.stubGlobal('fetch', async (_url: string, init: { body: string }) => {
    const { query, variables } = JSON.parse(init.body) as { query: string; variables: Record<string, unknown> };
    const operation = /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '';
    asked.push({ operation, variables });
    const answer = all[operation];
    if (!answer) throw new Error(`No answer for ${operation}.`);
    const data = answer(variables);
    const body = data instanceof Error ? { errors: [{ message: data.message }] } : { data };
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
  });
  const client = makeQueryClient(() => undefined);
  const router = makeRouter(client);
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <Toasts>
          <RouterProvider router={router} history={createMemoryHistory({ initialEntries: [path] })} />
        </Toasts>
      </QueryClientProvider>
    </I18nProvider>,
  );
  return { asked };
}
