import { queryOptions, useQuery } from '@tanstack/react-query';
import { execute } from './client';
import { isSignedOut } from './errors';
import { ServerDocument, ViewerDocument, type ViewerFieldsFragment } from './generated/graphql';

export type Viewer = ViewerFieldsFragment;

export const serverQuery = queryOptions({
  queryKey: ['server'],
  queryFn: async ({ signal }) => (await execute(ServerDocument, {}, signal)).server,
  staleTime: 60_000,
});

/** Who is signed in; null when nobody is. */
export const viewerQuery = queryOptions({
  queryKey: ['viewer'],
  queryFn: async ({ signal }): Promise<Viewer | null> => {
    try {
      return (await execute(ViewerDocument, {}, signal)).viewer;
    } catch (error) {
      if (isSignedOut(error)) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** The person whose screens these are. Only for screens behind the sign-in, where there is one. */
export function useViewer(): Viewer {
  const { data } = useQuery(viewerQuery);
  if (!data) throw new Error('This screen is shown only to who is signed in.');
  return data;
}

/** UCUM codes that the person chose to read. */
export const chosenUnits = (viewer: Viewer): readonly string[] => viewer.units.map((u) => u.unit);
