import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { serverQuery, viewerQuery } from '@/api/session';
import { lastNightQuery, nightQuery } from '@/features/sleep/queries';
import { todayQuery } from '@/features/today/queries';
import { isDay, RANGES, type Range } from '@/lib/dates';
import { NotFound, RootTrouble } from './screens';
import { Shell } from './Shell';

interface Context {
  readonly queryClient: QueryClient;
}

// What an address says is checked here. A key that is left out of a check's answer would pass through unread, so a
// wrong value is answered with undefined, which takes it out.
const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
const day = (value: unknown): string | undefined => (isDay(value) ? value : undefined);

/** `steps:2026-11-19`: which number the why panel explains. It may stand on any address. */
const whyOf = (value: unknown): string | undefined => {
  const why = text(value);
  return why && /^[a-z0-9_]+:\d{4}-\d{2}-\d{2}$/.test(why) ? why : undefined;
};

const root = createRootRouteWithContext<Context>()({
  validateSearch: (search): { why?: string } => ({ why: whyOf(search['why']) }),
  errorComponent: RootTrouble,
  notFoundComponent: NotFound,
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { next?: string } => {
    const next = text(search['next']);
    // Only an address inside the app: anything else could send a person elsewhere after the sign-in.
    return { next: next && /^\/(?![/\\])/.test(next) ? next : undefined };
  },
  beforeLoad: async ({ context }) => {
    if (await context.queryClient.ensureQueryData(viewerQuery)) throw redirect({ to: '/' });
    const server = await context.queryClient.ensureQueryData(serverQuery);
    if (server.signUp === 'FIRST_PERSON' && !server.demo) throw redirect({ to: '/welcome' });
  },
  component: lazyRouteComponent(() => import('@/features/sign-in/SignIn'), 'SignIn'),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  beforeLoad: async ({ context }) => {
    const server = await context.queryClient.ensureQueryData(serverQuery);
    if (server.signUp !== 'FIRST_PERSON') throw redirect({ to: '/login' });
  },
  component: lazyRouteComponent(() => import('@/features/sign-in/Welcome'), 'Welcome'),
});

/** Everything behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    const viewer = await context.queryClient.ensureQueryData(viewerQuery);
    if (viewer) return;
    const server = await context.queryClient.ensureQueryData(serverQuery);
    if (server.signUp === 'FIRST_PERSON' && !server.demo) throw redirect({ to: '/welcome' });
    const next = location.href === '/' ? {} : { next: location.href };
    throw redirect({ to: '/login', search: next });
  },
  component: Shell,
});

const today = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: (search): { date?: string } => ({ date: day(search['date']) }),
  loaderDeps: ({ search }) => ({ date: search.date }),
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(todayQuery(deps.date ?? null));
  },
  component: lazyRouteComponent(() => import('@/features/today/Today'), 'Today'),
});

const explore = createRoute({
  getParentRoute: () => inside,
  path: '/metrics',
  component: lazyRouteComponent(() => import('@/features/explore/Explore'), 'Explore'),
});

const metric = createRoute({
  getParentRoute: () => inside,
  path: '/m/$metric',
  validateSearch: (search): { range?: Range; date?: string } => {
    return { range: RANGES.find((r) => r === search['range']), date: day(search['date']) };
  },
  component: lazyRouteComponent(() => import('@/features/metric/MetricPage'), 'MetricPage'),
});

const view = (search: Record<string, unknown>): { view?: 'table' } => ({
  view: search['view'] === 'table' ? 'table' : undefined,
});

/** The newest night that is known; without any, last night, whose page says why it is empty. */
const lastNight = createRoute({
  getParentRoute: () => inside,
  path: '/sleep',
  beforeLoad: async ({ context }) => {
    const viewer = await context.queryClient.ensureQueryData(viewerQuery);
    const last = await context.queryClient.fetchQuery(lastNightQuery);
    throw redirect({ to: '/sleep/$date', params: { date: last ?? viewer?.today ?? '' }, replace: true });
  },
});

const sleep = createRoute({
  getParentRoute: () => inside,
  path: '/sleep/$date',
  validateSearch: view,
  beforeLoad: ({ params }) => {
    if (!isDay(params.date)) throw redirect({ to: '/' });
  },
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(nightQuery(params.date));
  },
  component: lazyRouteComponent(() => import('@/features/sleep/NightPage'), 'NightPage'),
});

const workouts = createRoute({
  getParentRoute: () => inside,
  path: '/workouts',
  component: lazyRouteComponent(() => import('@/features/workouts/WorkoutList'), 'WorkoutList'),
});

const workout = createRoute({
  getParentRoute: () => inside,
  path: '/workouts/$id',
  validateSearch: view,
  component: lazyRouteComponent(() => import('@/features/workouts/WorkoutPage'), 'WorkoutPage'),
});

const imports = createRoute({
  getParentRoute: () => inside,
  path: '/imports',
  component: lazyRouteComponent(() => import('@/features/imports/Files'), 'Files'),
});

const importDetails = createRoute({
  getParentRoute: () => inside,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('@/features/imports/ImportPage'), 'ImportPage'),
});

const you = createRoute({
  getParentRoute: () => inside,
  path: '/you',
  component: lazyRouteComponent(() => import('@/features/you/You'), 'You'),
});

const order = createRoute({
  getParentRoute: () => inside,
  path: '/preferences/sources',
  validateSearch: (search): { scope?: string } => {
    const scope = text(search['scope']);
    return { scope: scope && /^(category|metric):[a-z0-9_]+$/.test(scope) ? scope : undefined };
  },
  component: lazyRouteComponent(() => import('@/features/preferences/SourceOrder'), 'SourceOrder'),
});

const tree = root.addChildren([
  login,
  welcome,
  inside.addChildren([today, explore, metric, lastNight, sleep, workouts, workout, imports, importDetails, you, order]),
]);

export const makeRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: RootTrouble,
    defaultNotFoundComponent: NotFound,
    defaultStructuralSharing: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
