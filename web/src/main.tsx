import './ui/index.css';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { viewerQuery } from './api/session';
import { startI18n, wantedLocale } from './app/i18n';
import { makeQueryClient } from './app/queryClient';
import { makeRouter } from './app/router';
import { todayQuery } from './features/today/queries';
import { followSystemTheme } from './lib/theme';
import { HatchPattern } from './ui/states';
import { Toasts } from './ui/toasts';

const queryClient = makeQueryClient(() => {
  const viewer = queryClient.getQueryData(viewerQuery.queryKey);
  queryClient.setQueryData(viewerQuery.queryKey, null);
  if (viewer) void router.invalidate();
});
const router = makeRouter(queryClient);

followSystemTheme();
// A page that was open while Salus was updated asks for parts that are gone: load the new one, but only once.
window.addEventListener('vite:preloadError', (event) => {
  const tried = sessionStorage.getItem('salus.reloaded');
  if (tried && Date.now() - Number(tried) < 60_000) return;
  sessionStorage.setItem('salus.reloaded', String(Date.now()));
  event.preventDefault();
  location.reload();
});
const place = document.getElementById('root');
if (!place) throw new Error('The page has no place to draw in.');
// What the first screen needs is asked for at once: the parts of its code and, on Today, its numbers, beside the
// question who is signed in and not after it.
void queryClient.prefetchQuery(viewerQuery);
const routes: Readonly<Record<string, { options: { component?: unknown } }>> = router.routesById;
for (const { routeId } of router.matchRoutes(router.latestLocation) as { routeId: string }[]) {
  const component = routes[routeId]?.options.component as { preload?: () => Promise<unknown> } | undefined;
  void component?.preload?.().catch(() => undefined);
}
if (router.latestLocation.pathname === '/') {
  const { date } = router.latestLocation.search as { date?: string };
  void queryClient.prefetchQuery(todayQuery(date ?? null));
}
await startI18n(wantedLocale());
createRoot(place).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <Toasts>
          <HatchPattern />
          <RouterProvider router={router} />
        </Toasts>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
