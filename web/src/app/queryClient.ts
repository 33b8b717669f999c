import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isPassing, isSignedOut } from '@/api/errors';

/** The cache of what the server said. `onSignedOut` is called when it does not know the session any more. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 15 * 60_000,
        retry: (count, error) => count < 2 && isPassing(error),
        retryDelay: (count) => 500 * 2 ** count,
        refetchOnWindowFocus: true,
      },
    },
  });
}
