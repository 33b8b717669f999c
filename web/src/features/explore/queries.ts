import { queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { ExploreDocument } from '@/api/generated/graphql';

/** Every metric that has data, with its newest value. */
export const exploreQuery = queryOptions({
  queryKey: ['explore'],
  queryFn: ({ signal }) => execute(ExploreDocument, {}, signal),
});
