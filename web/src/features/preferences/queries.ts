import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { unwrap } from '@/api/errors';
import {
  PreferenceDocument,
  PreferencesDocument,
  PreviewPreferenceDocument,
  ResetPreferenceDocument,
  SetPreferenceDocument,
  UndoPreferenceDocument,
  type PreferenceInput,
  type PreferencesQuery,
  type PreviewPreferenceMutation,
} from '@/api/generated/graphql';

export type Order = PreferencesQuery['preferences'][number];
export type RankedSource = Order['ordered'][number];
export type Preview = Extract<PreviewPreferenceMutation['previewPreference'], { __typename: 'PreferencePreview' }>;
export type PreviewedMetric = Preview['metrics'][number];

/** The orders of all categories, and of the metrics that have their own. */
export const ordersQuery = queryOptions({
  queryKey: ['preferences', 'all'],
  queryFn: async ({ signal }) => (await execute(PreferencesDocument, {}, signal)).preferences,
});

/** One order; of a metric without its own, the one it follows. */
export const orderQuery = (scope: string) =>
  queryOptions({
    queryKey: ['preferences', 'one', scope],
    queryFn: async ({ signal }) => (await execute(PreferenceDocument, { scope }, signal)).preference,
  });

/** What an order would change. The server only works it out; nothing is kept. */
export const previewQuery = (input: PreferenceInput) =>
  queryOptions({
    queryKey: ['preference-preview', input],
    queryFn: async ({ signal }) => unwrap((await execute(PreviewPreferenceDocument, { input }, signal)).previewPreference),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export const setOrder = async (input: PreferenceInput) =>
  unwrap((await execute(SetPreferenceDocument, { input })).setPreference);

export const resetOrder = async (scope: string) =>
  unwrap((await execute(ResetPreferenceDocument, { scope })).resetPreference);

export const undoOrder = async (token: string) => unwrap((await execute(UndoPreferenceDocument, { token })).undoPreference);
