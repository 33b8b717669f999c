/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DayColumns, RouteColumns, SeriesColumns, StageColumns } from '../columns';
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A value against the usual range. */
export type Against =
  | 'ABOVE'
  | 'BELOW'
  | 'WITHIN';

/** Why a stretch of time has no values. */
export type GapReason =
  | 'ENDED'
  | 'FAILED'
  | 'NOT_FETCHED'
  | 'NOT_WORN'
  | 'NO_PERMISSION'
  | 'SOURCE_SILENT';

/** Where an import stands. */
export type ImportState =
  | 'CANCELLED'
  /** It stopped in the middle and can be resumed. */
  | 'CUT'
  | 'DONE'
  | 'FAILED'
  /** It waits for the person's word. */
  | 'PREVIEWED'
  | 'PREVIEWING'
  | 'RECEIVED'
  | 'RUNNING'
  | 'UNDONE';

/** An order of sources. */
export type PreferenceInput = {
  /** Sources not to be used. */
  never?: Array<string | number>;
  /** Sources, best first; those left out follow by class. */
  order: Array<string | number>;
  /** `category:activity` or `metric:steps`. */
  scope: string;
  /** First day it shall hold for. */
  validFrom?: string | null | undefined;
};

/** How fine the points of a series are; AUTO is the finest that fits `maxPoints`. */
export type Resolution =
  | 'AUTO'
  | 'DAY'
  | 'HOUR'
  | 'MONTH'
  | 'RAW'
  | 'WEEK';

/** Who may sign up on this server. */
export type SignUp =
  /** The owner adds people. */
  | 'CLOSED'
  /** Nobody has an account; the next becomes owner. */
  | 'FIRST_PERSON';

/** What a new person says. */
export type SignUpInput = {
  email: string;
  locale?: string;
  name?: string;
  /** At least eight characters. */
  password: string;
  /** An IANA name such as Europe/Berlin. */
  timeZone: string;
};

/** What became of a stretch of time in which a source had samples. */
export type SpanRole =
  /** A higher-ranked source counted there. */
  | 'OVERLAPPED'
  /** The source did not count on this day. */
  | 'SET_ASIDE'
  | 'USED';

/** A unit in which a person wants to see a quantity. */
export type UnitChoiceInput = {
  quantity: string;
  unit: string;
};

/** What a person changes about themselves; what is left out stays. */
export type ViewerInput = {
  favourites?: Array<string> | null | undefined;
  locale?: string | null | undefined;
  name?: string | null | undefined;
  timeZone?: string | null | undefined;
  units?: Array<UnitChoiceInput> | null | undefined;
};

export type ReportFieldsFragment = { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> };

export type ImportFieldsFragment = { id: string, provider: string, providerName: string, fileName: string, size: number | null, state: ImportState, problem: string | null, saidAt: string | null, startedAt: string, endedAt: string | null, undoneAt: string | null, canResume: boolean, canUndo: boolean, progress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } | null, preview: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null, months: Array<{ month: string, new: number, here: number }>, report: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null };

export type StartImportMutationVariables = Exact<{
  uploadId: string | number;
}>;


export type StartImportMutation = { startImport:
    | { __typename: 'ImportAccepted', import: { id: string, provider: string, providerName: string, fileName: string, size: number | null, state: ImportState, problem: string | null, saidAt: string | null, startedAt: string, endedAt: string | null, undoneAt: string | null, canResume: boolean, canUndo: boolean, progress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } | null, preview: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null, months: Array<{ month: string, new: number, here: number }>, report: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type PreviewPreferenceMutationVariables = Exact<{
  input: PreferenceInput;
}>;


export type PreviewPreferenceMutation = { previewPreference:
    | { __typename: 'PreferencePreview', metrics: Array<{ unit: string, days: number, changedDays: number, before: number | null, after: number | null, now: DayColumns, then: DayColumns, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, largest: Array<{ date: string, before: number | null, after: number | null }> }> }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type SetPreferenceMutationVariables = Exact<{
  input: PreferenceInput;
}>;


export type SetPreferenceMutation = { setPreference:
    | { __typename: 'PreferenceChanged', undoToken: string | null, jobId: string | null, order: { scope: string, category: string, follows: string | null, id: string | null, validFrom: string | null, strategy: string, ordered: Array<{ days: number, lastDay: string | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, never: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, metrics: Array<{ code: string, name: string }>, ownOrder: Array<{ code: string, name: string }> } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type ResetPreferenceMutationVariables = Exact<{
  scope: string;
}>;


export type ResetPreferenceMutation = { resetPreference:
    | { __typename: 'PreferenceChanged', undoToken: string | null, jobId: string | null, order: { scope: string, category: string, follows: string | null, id: string | null, validFrom: string | null, strategy: string, ordered: Array<{ days: number, lastDay: string | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, never: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, metrics: Array<{ code: string, name: string }>, ownOrder: Array<{ code: string, name: string }> } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type UndoPreferenceMutationVariables = Exact<{
  token: string | number;
}>;


export type UndoPreferenceMutation = { undoPreference:
    | { __typename: 'PreferenceChanged', undoToken: string | null, jobId: string | null, order: { scope: string, category: string, follows: string | null, id: string | null, validFrom: string | null, strategy: string, ordered: Array<{ days: number, lastDay: string | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, never: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, metrics: Array<{ code: string, name: string }>, ownOrder: Array<{ code: string, name: string }> } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type OrderFieldsFragment = { scope: string, category: string, follows: string | null, id: string | null, validFrom: string | null, strategy: string, ordered: Array<{ days: number, lastDay: string | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, never: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, metrics: Array<{ code: string, name: string }>, ownOrder: Array<{ code: string, name: string }> };

export type JobsQueryVariables = Exact<{ [key: string]: never; }>;


export type JobsQuery = { jobs: Array<{ id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean }> };

export type JobProgressSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type JobProgressSubscription = { jobProgress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } };

export type NewDataSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type NewDataSubscription = { newData: { metrics: Array<string>, from: string | null, to: string | null, why: string } };

export type ServerQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerQuery = { server: { version: string, signUp: SignUp, demo: boolean, demoEmail: string | null, insecure: boolean } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, email: string, name: string, timeZone: string, zone: string, today: string, locale: string, favourites: Array<string>, isOwner: boolean, isDemo: boolean, hasData: boolean, firstDay: string | null, units: Array<{ quantity: string, unit: string }> } | null };

export type SignInMutationVariables = Exact<{
  email: string;
  password: string;
}>;


export type SignInMutation = { signIn:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
    | { __typename: 'SignedIn', viewer: { id: string, email: string, name: string, timeZone: string, zone: string, today: string, locale: string, favourites: Array<string>, isOwner: boolean, isDemo: boolean, hasData: boolean, firstDay: string | null, units: Array<{ quantity: string, unit: string }> } }
   };

export type SignUpMutationVariables = Exact<{
  input: SignUpInput;
}>;


export type SignUpMutation = { signUp:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
    | { __typename: 'SignedIn', viewer: { id: string, email: string, name: string, timeZone: string, zone: string, today: string, locale: string, favourites: Array<string>, isOwner: boolean, isDemo: boolean, hasData: boolean, firstDay: string | null, units: Array<{ quantity: string, unit: string }> } }
   };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut: boolean };

export type ClearDemoMutationVariables = Exact<{ [key: string]: never; }>;


export type ClearDemoMutation = { clearDemo: boolean };

export type UpdateViewerMutationVariables = Exact<{
  input: ViewerInput;
}>;


export type UpdateViewerMutation = { updateViewer:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
    | { __typename: 'ViewerChanged', viewer: { id: string, email: string, name: string, timeZone: string, zone: string, today: string, locale: string, favourites: Array<string>, isOwner: boolean, isDemo: boolean, hasData: boolean, firstDay: string | null, units: Array<{ quantity: string, unit: string }> } }
   };

export type SourceFieldsFragment = { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string };

export type MetricFieldsFragment = { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> };

export type ProblemFieldsFragment = { code: string, message: string, field: string | null, retryAt: string | null };

export type JobFieldsFragment = { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean };

export type ViewerFieldsFragment = { id: string, email: string, name: string, timeZone: string, zone: string, today: string, locale: string, favourites: Array<string>, isOwner: boolean, isDemo: boolean, hasData: boolean, firstDay: string | null, units: Array<{ quantity: string, unit: string }> };

export type ExploreQueryVariables = Exact<{ [key: string]: never; }>;


export type ExploreQuery = { metrics: Array<{ code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, coverage: { first: string, last: string, days: number } | null, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }>, latest: Array<{ value: number | null, at: string, metric: { code: string }, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }> };

export type ExploreDayQueryVariables = Exact<{
  metrics: Array<string> | string;
  date: string;
}>;


export type ExploreDayQuery = { dashboard: Array<{ points: DayColumns, metric: { code: string } }> };

export type ImportsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type ImportsQuery = { imports: { totalCount: number, nodes: Array<{ id: string, provider: string, providerName: string, fileName: string, size: number | null, state: ImportState, problem: string | null, saidAt: string | null, startedAt: string, endedAt: string | null, undoneAt: string | null, canResume: boolean, canUndo: boolean, progress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } | null, preview: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null, months: Array<{ month: string, new: number, here: number }>, report: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ImportDetailsQueryVariables = Exact<{
  id: string | number;
}>;


export type ImportDetailsQuery = { import: { id: string, provider: string, providerName: string, fileName: string, size: number | null, state: ImportState, problem: string | null, saidAt: string | null, startedAt: string, endedAt: string | null, undoneAt: string | null, canResume: boolean, canUndo: boolean, unmapped: Array<{ type: string, records: number }>, quarantine: { totalCount: number, nodes: Array<{ id: string, reason: string, detail: string, metric: string, atByte: number, raw: string }> }, progress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } | null, preview: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null, months: Array<{ month: string, new: number, here: number }>, report: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null } | null };

export type ConfirmImportMutationVariables = Exact<{
  id: string | number;
  absentDeletes: boolean;
}>;


export type ConfirmImportMutation = { confirmImport:
    | { __typename: 'ImportAccepted', import: { id: string, provider: string, providerName: string, fileName: string, size: number | null, state: ImportState, problem: string | null, saidAt: string | null, startedAt: string, endedAt: string | null, undoneAt: string | null, canResume: boolean, canUndo: boolean, progress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } | null, preview: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null, months: Array<{ month: string, new: number, here: number }>, report: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type CancelImportMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelImportMutation = { cancelImport:
    | { __typename: 'ImportAccepted', import: { id: string, provider: string, providerName: string, fileName: string, size: number | null, state: ImportState, problem: string | null, saidAt: string | null, startedAt: string, endedAt: string | null, undoneAt: string | null, canResume: boolean, canUndo: boolean, progress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } | null, preview: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null, months: Array<{ month: string, new: number, here: number }>, report: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type ResumeImportMutationVariables = Exact<{
  id: string | number;
}>;


export type ResumeImportMutation = { resumeImport:
    | { __typename: 'ImportAccepted', import: { id: string, provider: string, providerName: string, fileName: string, size: number | null, state: ImportState, problem: string | null, saidAt: string | null, startedAt: string, endedAt: string | null, undoneAt: string | null, canResume: boolean, canUndo: boolean, progress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } | null, preview: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null, months: Array<{ month: string, new: number, here: number }>, report: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type PreviewUndoMutationVariables = Exact<{
  id: string | number;
}>;


export type PreviewUndoMutation = { previewUndo:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
    | { __typename: 'UndoPreview', samplesRemoved: number, samplesRestored: number, samplesKept: number, records: number, rawMissing: boolean }
   };

export type UndoImportMutationVariables = Exact<{
  id: string | number;
  erase: boolean;
}>;


export type UndoImportMutation = { undoImport:
    | { __typename: 'ImportAccepted', import: { id: string, provider: string, providerName: string, fileName: string, size: number | null, state: ImportState, problem: string | null, saidAt: string | null, startedAt: string, endedAt: string | null, undoneAt: string | null, canResume: boolean, canUndo: boolean, progress: { id: string, kind: string, phase: string, done: number, total: number | null, fraction: number | null, records: number, rate: number | null, secondsLeft: number | null, message: string, updatedAt: string, finished: boolean } | null, preview: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null, months: Array<{ month: string, new: number, here: number }>, report: { first: string | null, last: string | null, read: number, new: number, changed: number, unchanged: number, quarantined: number, unmapped: number, partial: boolean, endsAtByte: number | null, seconds: number | null, skipped: Array<{ reason: string, records: number }>, perMetric: Array<{ new: number, changed: number, unchanged: number, quarantined: number, first: string | null, last: string | null, metric: { code: string, name: string, hue: string } }> } | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
   };

export type MetricPageQueryVariables = Exact<{
  metric: string;
  from: string;
  to: string;
  beforeFrom: string;
  beforeTo: string;
  compare: boolean;
}>;


export type MetricPageQuery = { metric: { better: string, note: string, states: Array<string>, code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, coverage: { first: string, last: string, days: number } | null, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, days: { unit: string, points: DayColumns, sources: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, bySource: Array<{ days: number, mean: number | null, used: number | null, share: number | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }> }, before?: { points: DayColumns } };

export type MetricSeriesQueryVariables = Exact<{
  metric: string;
  from: string;
  to: string;
  resolution: Resolution;
  maxPoints: number;
}>;


export type MetricSeriesQuery = { series: { resolution: Resolution, points: SeriesColumns, sources: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, gaps: Array<{ from: string, to: string, why: GapReason }> } };

export type PreferencesQueryVariables = Exact<{ [key: string]: never; }>;


export type PreferencesQuery = { preferences: Array<{ scope: string, category: string, follows: string | null, id: string | null, validFrom: string | null, strategy: string, metric: { code: string, name: string } | null, ordered: Array<{ days: number, lastDay: string | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, never: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, metrics: Array<{ code: string, name: string }>, ownOrder: Array<{ code: string, name: string }> }> };

export type PreferenceQueryVariables = Exact<{
  scope: string;
}>;


export type PreferenceQuery = { preference: { scope: string, category: string, follows: string | null, id: string | null, validFrom: string | null, strategy: string, metric: { code: string, name: string } | null, ordered: Array<{ days: number, lastDay: string | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, never: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, metrics: Array<{ code: string, name: string }>, ownOrder: Array<{ code: string, name: string }> } };

export type NightPageQueryVariables = Exact<{
  date: string;
  from: string;
  before: string;
}>;


export type NightPageQuery = { night: { id: string, date: string, start: string, end: string, zone: string, inBedFrom: string | null, inBedTo: string | null, asleepMinutes: number | null, stages: StageColumns, efficiency: number | null, latencyMinutes: number | null, awakenings: number | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }, minutes: { inBed: number, asleep: number, awake: number, light: number, deep: number, rem: number, restless: number, outOfBed: number, unknown: number }, others: Array<{ start: string, end: string, asleepMinutes: number, stages: StageColumns, why: string, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }, minutes: { inBed: number, asleep: number, awake: number, light: number, deep: number, rem: number, restless: number, outOfBed: number, unknown: number } }>, naps: Array<{ id: string, start: string, end: string, zone: string, asleepMinutes: number | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, series: Array<{ points: SeriesColumns, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, gaps: Array<{ from: string, to: string, why: GapReason }> }> } | null, nights: { nodes: Array<{ date: string, start: string, end: string, zone: string }> }, dashboard: Array<{ points: DayColumns, metric: { code: string } }>, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, coverage: { first: string, last: string } | null, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> } };

export type StageMinutesFieldsFragment = { inBed: number, asleep: number, awake: number, light: number, deep: number, rem: number, restless: number, outOfBed: number, unknown: number };

export type LastNightQueryVariables = Exact<{ [key: string]: never; }>;


export type LastNightQuery = { metric: { coverage: { last: string } | null } };

export type TodayQueryVariables = Exact<{
  date?: string | null | undefined;
}>;


export type TodayQuery = { today: { date: string, zone: string, isToday: boolean, newestAt: string | null, sources: Array<{ lastDataAt: string | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, cards: Array<{ unit: string, date: string, value: number | null, at: string | null, complete: boolean, quality: number | null, spark: DayColumns, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, usual: { low: number, high: number, days: number, against: Against | null } | null, sources: Array<{ id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }>, contributions: Array<{ used: number, share: number, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, spans: Array<{ from: string, to: string, role: SpanRole, source: { id: string } }> }>, night: { id: string, date: string, start: string, end: string, zone: string, asleepMinutes: number | null, stages: StageColumns, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } } | null, workouts: Array<{ id: string, activity: string, start: string, end: string, durationSeconds: number, totals: Array<{ value: number | null, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> } }> }>, heartRate: { unit: string, points: SeriesColumns, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, gaps: Array<{ from: string, to: string, why: GapReason }> } } };

export type CardChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type CardChoicesQuery = { metrics: Array<{ code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }> };

export type WhyQueryVariables = Exact<{
  metric: string;
  date: string;
}>;


export type WhyQuery = { day: { unit: string, date: string, value: number | null, quality: number | null, complete: boolean, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, explanation: { sentence: string, rule: string, preference: string | null, zone: string, computedAt: string, candidates: Array<{ rank: number, own: number | null, used: number, setAside: number, why: string, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }, spans: Array<{ from: string, to: string, role: SpanRole }>, quality: { value: number | null } }>, corrections: Array<{ id: string, kind: string, at: string, sentence: string }> } }, history: Array<{ value: number | null, believedFrom: string, believedTo: string | null, cause: string }> };

export type WhyRecordsQueryVariables = Exact<{
  metric: string;
  date: string;
  first: number;
  after?: string | null | undefined;
}>;


export type WhyRecordsQuery = { day: { explanation: { records: { totalCount: number, nodes: Array<{ start: string, end: string, value: number | null, unit: string, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } } };

export type WhyOrderQueryVariables = Exact<{
  scope: string;
}>;


export type WhyOrderQuery = { preference: { scope: string, category: string, follows: string | null, ordered: Array<{ days: number, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, never: Array<{ id: string }> } };

export type TotalFieldsFragment = { value: number | null, least: number | null, greatest: number | null, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } };

export type WorkoutsQueryVariables = Exact<{
  from: string;
  to: string;
  first: number;
  after?: string | null | undefined;
}>;


export type WorkoutsQuery = { workouts: { nodes: Array<{ id: string, activity: string, date: string, start: string, zone: string, durationSeconds: number, source: { id: string, name: string, mark: string, deviceClass: string }, totals: Array<{ value: number | null, metric: { code: string } }>, members: Array<{ source: { id: string, name: string } }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, distance: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, energy: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> } };

export type WorkoutQueryVariables = Exact<{
  id: string | number;
}>;


export type WorkoutQuery = { workout: { id: string, activity: string, family: string, date: string, start: string, end: string, zone: string, durationSeconds: number, flags: Array<string>, route: RouteColumns | null, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string }, totals: Array<{ value: number | null, least: number | null, greatest: number | null, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, legs: Array<{ activity: string, start: string, end: string, durationSeconds: number, totals: Array<{ value: number | null, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> } }> }>, laps: Array<{ start: string, end: string, kind: string }>, pauses: Array<{ start: string, end: string }>, members: Array<{ start: string, end: string, rank: number, why: string, source: { id: string, name: string, app: string, model: string, deviceClass: string, mark: string, byHand: boolean, road: string } }>, heartRate: { points: SeriesColumns, metric: { code: string, name: string, category: string, hue: string, unit: string, kind: string, decimals: number, displayUnits: Array<{ unit: string, label: string, scale: number, offset: number, decimals: number }> }, gaps: Array<{ from: string, to: string, why: GapReason }> } } | null };

export type AccountQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountQuery = { sessions: Array<{ id: string, userAgent: string, createdAt: string, lastSeenAt: string, expiresAt: string, current: boolean }>, apiTokens: Array<{ id: string, name: string, scopes: Array<string>, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null }> };

export type RevokeSessionMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeSessionMutation = { revokeSession: boolean };

export type CreateTokenMutationVariables = Exact<{
  name: string;
  scopes: Array<string> | string;
  expiresAt?: string | null | undefined;
}>;


export type CreateTokenMutation = { createToken:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
    | { __typename: 'TokenCreated', secret: string, token: { id: string } }
   };

export type RevokeTokenMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeTokenMutation = { revokeToken: boolean };

export type ChangePasswordMutationVariables = Exact<{
  current: string;
  new: string;
}>;


export type ChangePasswordMutation = { changePassword:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAt: string | null }
    | { __typename: 'ViewerChanged' }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const JobFieldsFragmentDoc = new TypedDocumentString(`
    fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}
    `, {"fragmentName":"JobFields"}) as unknown as TypedDocumentString<JobFieldsFragment, unknown>;
export const ReportFieldsFragmentDoc = new TypedDocumentString(`
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
    `, {"fragmentName":"ReportFields"}) as unknown as TypedDocumentString<ReportFieldsFragment, unknown>;
export const ImportFieldsFragmentDoc = new TypedDocumentString(`
    fragment ImportFields on Import {
  id
  provider
  providerName
  fileName
  size
  state
  problem
  saidAt
  startedAt
  endedAt
  undoneAt
  progress {
    ...JobFields
  }
  preview {
    ...ReportFields
  }
  months {
    month
    new
    here
  }
  report {
    ...ReportFields
  }
  canResume
  canUndo
}
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"fragmentName":"ImportFields"}) as unknown as TypedDocumentString<ImportFieldsFragment, unknown>;
export const SourceFieldsFragmentDoc = new TypedDocumentString(`
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
    `, {"fragmentName":"SourceFields"}) as unknown as TypedDocumentString<SourceFieldsFragment, unknown>;
export const OrderFieldsFragmentDoc = new TypedDocumentString(`
    fragment OrderFields on SourceOrder {
  scope
  category
  follows
  id
  validFrom
  strategy
  ordered {
    source {
      ...SourceFields
    }
    days
    lastDay
  }
  never {
    ...SourceFields
  }
  metrics {
    code
    name
  }
  ownOrder {
    code
    name
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}`, {"fragmentName":"OrderFields"}) as unknown as TypedDocumentString<OrderFieldsFragment, unknown>;
export const ProblemFieldsFragmentDoc = new TypedDocumentString(`
    fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
    `, {"fragmentName":"ProblemFields"}) as unknown as TypedDocumentString<ProblemFieldsFragment, unknown>;
export const ViewerFieldsFragmentDoc = new TypedDocumentString(`
    fragment ViewerFields on Viewer {
  id
  email
  name
  timeZone
  zone
  today
  locale
  units {
    quantity
    unit
  }
  favourites
  isOwner
  isDemo
  hasData
  firstDay
}
    `, {"fragmentName":"ViewerFields"}) as unknown as TypedDocumentString<ViewerFieldsFragment, unknown>;
export const StageMinutesFieldsFragmentDoc = new TypedDocumentString(`
    fragment StageMinutesFields on StageMinutes {
  inBed
  asleep
  awake
  light
  deep
  rem
  restless
  outOfBed
  unknown
}
    `, {"fragmentName":"StageMinutesFields"}) as unknown as TypedDocumentString<StageMinutesFieldsFragment, unknown>;
export const MetricFieldsFragmentDoc = new TypedDocumentString(`
    fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}
    `, {"fragmentName":"MetricFields"}) as unknown as TypedDocumentString<MetricFieldsFragment, unknown>;
export const TotalFieldsFragmentDoc = new TypedDocumentString(`
    fragment TotalFields on WorkoutTotal {
  metric {
    ...MetricFields
  }
  value
  least
  greatest
  source {
    ...SourceFields
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}`, {"fragmentName":"TotalFields"}) as unknown as TypedDocumentString<TotalFieldsFragment, unknown>;
export const StartImportDocument = new TypedDocumentString(`
    mutation StartImport($uploadId: ID!) {
  startImport(uploadId: $uploadId, preview: true) {
    __typename
    ... on ImportAccepted {
      import {
        ...ImportFields
      }
    }
    ...ProblemFields
  }
}
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
fragment ImportFields on Import {
  id
  provider
  providerName
  fileName
  size
  state
  problem
  saidAt
  startedAt
  endedAt
  undoneAt
  progress {
    ...JobFields
  }
  preview {
    ...ReportFields
  }
  months {
    month
    new
    here
  }
  report {
    ...ReportFields
  }
  canResume
  canUndo
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:496d6221cf26398cd9550e0a078852807b77cfad99bbbf5118b54db9e06da40b"}) as unknown as TypedDocumentString<StartImportMutation, StartImportMutationVariables>;
export const PreviewPreferenceDocument = new TypedDocumentString(`
    mutation PreviewPreference($input: PreferenceInput!) {
  previewPreference(input: $input) {
    __typename
    ... on PreferencePreview {
      metrics {
        metric {
          ...MetricFields
        }
        unit
        days
        changedDays
        before
        after
        now
        then
        largest {
          date
          before
          after
        }
      }
    }
    ...ProblemFields
  }
}
    fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}`, {"hash":"sha256:20c90cf2cfad9f09ac2ec7b8271af6f76ce2576f46be97d4f94f9611e5cb0051"}) as unknown as TypedDocumentString<PreviewPreferenceMutation, PreviewPreferenceMutationVariables>;
export const SetPreferenceDocument = new TypedDocumentString(`
    mutation SetPreference($input: PreferenceInput!) {
  setPreference(input: $input) {
    __typename
    ... on PreferenceChanged {
      undoToken
      jobId
      order {
        ...OrderFields
      }
    }
    ...ProblemFields
  }
}
    fragment OrderFields on SourceOrder {
  scope
  category
  follows
  id
  validFrom
  strategy
  ordered {
    source {
      ...SourceFields
    }
    days
    lastDay
  }
  never {
    ...SourceFields
  }
  metrics {
    code
    name
  }
  ownOrder {
    code
    name
  }
}
fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}`, {"hash":"sha256:7f255ea276a17bdec37b08ebeb24e064cd121666f7a62e75061128d10d2cd97a"}) as unknown as TypedDocumentString<SetPreferenceMutation, SetPreferenceMutationVariables>;
export const ResetPreferenceDocument = new TypedDocumentString(`
    mutation ResetPreference($scope: String!) {
  resetPreference(scope: $scope) {
    __typename
    ... on PreferenceChanged {
      undoToken
      jobId
      order {
        ...OrderFields
      }
    }
    ...ProblemFields
  }
}
    fragment OrderFields on SourceOrder {
  scope
  category
  follows
  id
  validFrom
  strategy
  ordered {
    source {
      ...SourceFields
    }
    days
    lastDay
  }
  never {
    ...SourceFields
  }
  metrics {
    code
    name
  }
  ownOrder {
    code
    name
  }
}
fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}`, {"hash":"sha256:5337787f81973c61d744a3607f7b8e4d562a38dae0359c81b0138feb92741b44"}) as unknown as TypedDocumentString<ResetPreferenceMutation, ResetPreferenceMutationVariables>;
export const UndoPreferenceDocument = new TypedDocumentString(`
    mutation UndoPreference($token: ID!) {
  undoPreference(token: $token) {
    __typename
    ... on PreferenceChanged {
      undoToken
      jobId
      order {
        ...OrderFields
      }
    }
    ...ProblemFields
  }
}
    fragment OrderFields on SourceOrder {
  scope
  category
  follows
  id
  validFrom
  strategy
  ordered {
    source {
      ...SourceFields
    }
    days
    lastDay
  }
  never {
    ...SourceFields
  }
  metrics {
    code
    name
  }
  ownOrder {
    code
    name
  }
}
fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}`, {"hash":"sha256:0f9ce22a0725822464d4109959bc119ef5aeb338a5f4ef4155a421c82c8c0e65"}) as unknown as TypedDocumentString<UndoPreferenceMutation, UndoPreferenceMutationVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs {
  jobs {
    ...JobFields
  }
}
    fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:e469afcda62c94493719aa0c9dfe47599e82877d0ee729f01023fcd10b3f4a38"}) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const JobProgressDocument = new TypedDocumentString(`
    subscription JobProgress {
  jobProgress {
    ...JobFields
  }
}
    fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:88abeb48df1f6777d5ea446b77986690d131be4a4023e5c1f565204f122b2690"}) as unknown as TypedDocumentString<JobProgressSubscription, JobProgressSubscriptionVariables>;
export const NewDataDocument = new TypedDocumentString(`
    subscription NewData {
  newData {
    metrics
    from
    to
    why
  }
}
    `, {"hash":"sha256:8b5c4a49d8c9a8f20e3f9611f6c0ecfeaad09013e062fb7102ed717b7391c863"}) as unknown as TypedDocumentString<NewDataSubscription, NewDataSubscriptionVariables>;
export const ServerDocument = new TypedDocumentString(`
    query Server {
  server {
    version
    signUp
    demo
    demoEmail
    insecure
  }
}
    `, {"hash":"sha256:681eda1412a03c37951432193b44e71eafe753bed47820ba55ab35de79c8eb9c"}) as unknown as TypedDocumentString<ServerQuery, ServerQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    ...ViewerFields
  }
}
    fragment ViewerFields on Viewer {
  id
  email
  name
  timeZone
  zone
  today
  locale
  units {
    quantity
    unit
  }
  favourites
  isOwner
  isDemo
  hasData
  firstDay
}`, {"hash":"sha256:bcae03b7b30a7c4642f9f06a44422a1d291a36e8143390043b76c1002b96feb6"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($email: String!, $password: String!) {
  signIn(email: $email, password: $password) {
    __typename
    ... on SignedIn {
      viewer {
        ...ViewerFields
      }
    }
    ...ProblemFields
  }
}
    fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
fragment ViewerFields on Viewer {
  id
  email
  name
  timeZone
  zone
  today
  locale
  units {
    quantity
    unit
  }
  favourites
  isOwner
  isDemo
  hasData
  firstDay
}`, {"hash":"sha256:8b112a6227eec8391bcdbe7eecedf1663880ebeeadd54372b00ca706af72a567"}) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const SignUpDocument = new TypedDocumentString(`
    mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) {
    __typename
    ... on SignedIn {
      viewer {
        ...ViewerFields
      }
    }
    ...ProblemFields
  }
}
    fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
fragment ViewerFields on Viewer {
  id
  email
  name
  timeZone
  zone
  today
  locale
  units {
    quantity
    unit
  }
  favourites
  isOwner
  isDemo
  hasData
  firstDay
}`, {"hash":"sha256:3b106dac201bdf79d417d2b00ddfe1891db83f3aea6ce276b9ba9f8da1e8cdf2"}) as unknown as TypedDocumentString<SignUpMutation, SignUpMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut
}
    `, {"hash":"sha256:39300be1f6ff47633a8c264de2a924d5b71367b646d3bf86d82d7c51c6543956"}) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const ClearDemoDocument = new TypedDocumentString(`
    mutation ClearDemo {
  clearDemo
}
    `, {"hash":"sha256:36d399503b879d1b1e0c70489b17f25021af43a30010fca9cff74a72262634ef"}) as unknown as TypedDocumentString<ClearDemoMutation, ClearDemoMutationVariables>;
export const UpdateViewerDocument = new TypedDocumentString(`
    mutation UpdateViewer($input: ViewerInput!) {
  updateViewer(input: $input) {
    __typename
    ... on ViewerChanged {
      viewer {
        ...ViewerFields
      }
    }
    ...ProblemFields
  }
}
    fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
fragment ViewerFields on Viewer {
  id
  email
  name
  timeZone
  zone
  today
  locale
  units {
    quantity
    unit
  }
  favourites
  isOwner
  isDemo
  hasData
  firstDay
}`, {"hash":"sha256:512e96b61a2c65e19408fed2167cb1936a776ddc79ffe5e5c85e867a861cf52d"}) as unknown as TypedDocumentString<UpdateViewerMutation, UpdateViewerMutationVariables>;
export const ExploreDocument = new TypedDocumentString(`
    query Explore {
  metrics(withData: true) {
    ...MetricFields
    coverage {
      first
      last
      days
    }
  }
  latest {
    metric {
      code
    }
    value
    at
    source {
      ...SourceFields
    }
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}`, {"hash":"sha256:d147c2ef84bcf489bd4cec52f9970739f70d2e929b9bbbcee0d48483247f2743"}) as unknown as TypedDocumentString<ExploreQuery, ExploreQueryVariables>;
export const ExploreDayDocument = new TypedDocumentString(`
    query ExploreDay($metrics: [String!]!, $date: Date!) {
  dashboard(metrics: $metrics, from: $date, to: $date) {
    metric {
      code
    }
    points
  }
}
    `, {"hash":"sha256:c5e0f097060df3344a2be513702db18d921a0720de0146a3cc4cf29333a53a0c"}) as unknown as TypedDocumentString<ExploreDayQuery, ExploreDayQueryVariables>;
export const ImportsDocument = new TypedDocumentString(`
    query Imports($first: Int!, $after: String) {
  imports(first: $first, after: $after) {
    nodes {
      ...ImportFields
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
fragment ImportFields on Import {
  id
  provider
  providerName
  fileName
  size
  state
  problem
  saidAt
  startedAt
  endedAt
  undoneAt
  progress {
    ...JobFields
  }
  preview {
    ...ReportFields
  }
  months {
    month
    new
    here
  }
  report {
    ...ReportFields
  }
  canResume
  canUndo
}
fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:d075430b13ea393bcb6e71871c3bfb283301c09b14cb87c6203e70a7fb41c9e2"}) as unknown as TypedDocumentString<ImportsQuery, ImportsQueryVariables>;
export const ImportDetailsDocument = new TypedDocumentString(`
    query ImportDetails($id: ID!) {
  import(id: $id) {
    ...ImportFields
    unmapped {
      type
      records
    }
    quarantine(first: 50) {
      totalCount
      nodes {
        id
        reason
        detail
        metric
        atByte
        raw
      }
    }
  }
}
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
fragment ImportFields on Import {
  id
  provider
  providerName
  fileName
  size
  state
  problem
  saidAt
  startedAt
  endedAt
  undoneAt
  progress {
    ...JobFields
  }
  preview {
    ...ReportFields
  }
  months {
    month
    new
    here
  }
  report {
    ...ReportFields
  }
  canResume
  canUndo
}
fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:fa86e595bfde65ca0419b30bfd3773b1c35922211c369558887ea2f0a92beff7"}) as unknown as TypedDocumentString<ImportDetailsQuery, ImportDetailsQueryVariables>;
export const ConfirmImportDocument = new TypedDocumentString(`
    mutation ConfirmImport($id: ID!, $absentDeletes: Boolean!) {
  confirmImport(id: $id, absentDeletes: $absentDeletes) {
    __typename
    ... on ImportAccepted {
      import {
        ...ImportFields
      }
    }
    ...ProblemFields
  }
}
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
fragment ImportFields on Import {
  id
  provider
  providerName
  fileName
  size
  state
  problem
  saidAt
  startedAt
  endedAt
  undoneAt
  progress {
    ...JobFields
  }
  preview {
    ...ReportFields
  }
  months {
    month
    new
    here
  }
  report {
    ...ReportFields
  }
  canResume
  canUndo
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:2dd47e58bd323f3be191dd5cb11af67053f766387a9647c5656dfe166407ca1f"}) as unknown as TypedDocumentString<ConfirmImportMutation, ConfirmImportMutationVariables>;
export const CancelImportDocument = new TypedDocumentString(`
    mutation CancelImport($id: ID!) {
  cancelImport(id: $id) {
    __typename
    ... on ImportAccepted {
      import {
        ...ImportFields
      }
    }
    ...ProblemFields
  }
}
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
fragment ImportFields on Import {
  id
  provider
  providerName
  fileName
  size
  state
  problem
  saidAt
  startedAt
  endedAt
  undoneAt
  progress {
    ...JobFields
  }
  preview {
    ...ReportFields
  }
  months {
    month
    new
    here
  }
  report {
    ...ReportFields
  }
  canResume
  canUndo
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:cccdae6cf0d0e5fcc5cb0251c924e5b94c35f516cf010eeb2f42faeae2b50a10"}) as unknown as TypedDocumentString<CancelImportMutation, CancelImportMutationVariables>;
export const ResumeImportDocument = new TypedDocumentString(`
    mutation ResumeImport($id: ID!) {
  resumeImport(id: $id) {
    __typename
    ... on ImportAccepted {
      import {
        ...ImportFields
      }
    }
    ...ProblemFields
  }
}
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
fragment ImportFields on Import {
  id
  provider
  providerName
  fileName
  size
  state
  problem
  saidAt
  startedAt
  endedAt
  undoneAt
  progress {
    ...JobFields
  }
  preview {
    ...ReportFields
  }
  months {
    month
    new
    here
  }
  report {
    ...ReportFields
  }
  canResume
  canUndo
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:e081f195ca1b01b9616a63e74991e40f00ec4ae6bf5c755f430c6a047aa2bc47"}) as unknown as TypedDocumentString<ResumeImportMutation, ResumeImportMutationVariables>;
export const PreviewUndoDocument = new TypedDocumentString(`
    mutation PreviewUndo($id: ID!) {
  previewUndo(id: $id) {
    __typename
    ... on UndoPreview {
      samplesRemoved
      samplesRestored
      samplesKept
      records
      rawMissing
    }
    ...ProblemFields
  }
}
    fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}`, {"hash":"sha256:99af6d1a44aaf013022807733365d53c0b3daa7e244b2105ecd82faf190ddbb8"}) as unknown as TypedDocumentString<PreviewUndoMutation, PreviewUndoMutationVariables>;
export const UndoImportDocument = new TypedDocumentString(`
    mutation UndoImport($id: ID!, $erase: Boolean!) {
  undoImport(id: $id, erase: $erase) {
    __typename
    ... on ImportAccepted {
      import {
        ...ImportFields
      }
    }
    ...ProblemFields
  }
}
    fragment ReportFields on ImportReport {
  first
  last
  read
  new
  changed
  unchanged
  quarantined
  skipped {
    reason
    records
  }
  unmapped
  perMetric {
    metric {
      code
      name
      hue
    }
    new
    changed
    unchanged
    quarantined
    first
    last
  }
  partial
  endsAtByte
  seconds
}
fragment ImportFields on Import {
  id
  provider
  providerName
  fileName
  size
  state
  problem
  saidAt
  startedAt
  endedAt
  undoneAt
  progress {
    ...JobFields
  }
  preview {
    ...ReportFields
  }
  months {
    month
    new
    here
  }
  report {
    ...ReportFields
  }
  canResume
  canUndo
}
fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}
fragment JobFields on JobProgress {
  id
  kind
  phase
  done
  total
  fraction
  records
  rate
  secondsLeft
  message
  updatedAt
  finished
}`, {"hash":"sha256:c1ed6a8f063df073490e59ba8cdc00259ff5fc26c82a844fa53283afe480766f"}) as unknown as TypedDocumentString<UndoImportMutation, UndoImportMutationVariables>;
export const MetricPageDocument = new TypedDocumentString(`
    query MetricPage($metric: String!, $from: Date!, $to: Date!, $beforeFrom: Date!, $beforeTo: Date!, $compare: Boolean!) {
  metric(code: $metric) {
    ...MetricFields
    better
    note
    states
    coverage {
      first
      last
      days
    }
  }
  days(metric: $metric, from: $from, to: $to) {
    unit
    points
    sources {
      ...SourceFields
    }
    bySource {
      source {
        ...SourceFields
      }
      days
      mean
      used
      share
    }
  }
  before: days(metric: $metric, from: $beforeFrom, to: $beforeTo) @include(if: $compare) {
    points
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}`, {"hash":"sha256:0bca936cdeb7d9c245241853650712b77ebc415beba12ac52a6cc8624510775a"}) as unknown as TypedDocumentString<MetricPageQuery, MetricPageQueryVariables>;
export const MetricSeriesDocument = new TypedDocumentString(`
    query MetricSeries($metric: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution!, $maxPoints: Int!) {
  series(
    metric: $metric
    from: $from
    to: $to
    resolution: $resolution
    maxPoints: $maxPoints
  ) {
    resolution
    points
    sources {
      ...SourceFields
    }
    gaps {
      from
      to
      why
    }
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}`, {"hash":"sha256:fbc408164d2683e32d77bd6ffa88587e2b32931be685806989e67c5384b53579"}) as unknown as TypedDocumentString<MetricSeriesQuery, MetricSeriesQueryVariables>;
export const PreferencesDocument = new TypedDocumentString(`
    query Preferences {
  preferences {
    ...OrderFields
    metric {
      code
      name
    }
  }
}
    fragment OrderFields on SourceOrder {
  scope
  category
  follows
  id
  validFrom
  strategy
  ordered {
    source {
      ...SourceFields
    }
    days
    lastDay
  }
  never {
    ...SourceFields
  }
  metrics {
    code
    name
  }
  ownOrder {
    code
    name
  }
}
fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}`, {"hash":"sha256:df615bfd997c3fb69d091ad28af6b87e09c5131fb1eb373217458fa81177b31b"}) as unknown as TypedDocumentString<PreferencesQuery, PreferencesQueryVariables>;
export const PreferenceDocument = new TypedDocumentString(`
    query Preference($scope: String!) {
  preference(scope: $scope) {
    ...OrderFields
    metric {
      code
      name
    }
  }
}
    fragment OrderFields on SourceOrder {
  scope
  category
  follows
  id
  validFrom
  strategy
  ordered {
    source {
      ...SourceFields
    }
    days
    lastDay
  }
  never {
    ...SourceFields
  }
  metrics {
    code
    name
  }
  ownOrder {
    code
    name
  }
}
fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}`, {"hash":"sha256:5a2cbc8d5d4c64d3a1163dba4d1715803b8349e8a02b9c1429941d1507b82c88"}) as unknown as TypedDocumentString<PreferenceQuery, PreferenceQueryVariables>;
export const NightPageDocument = new TypedDocumentString(`
    query NightPage($date: Date!, $from: Date!, $before: Date!) {
  night(date: $date) {
    id
    date
    start
    end
    zone
    source {
      ...SourceFields
    }
    inBedFrom
    inBedTo
    asleepMinutes
    minutes {
      ...StageMinutesFields
    }
    stages
    efficiency
    latencyMinutes
    awakenings
    others {
      source {
        ...SourceFields
      }
      start
      end
      asleepMinutes
      minutes {
        ...StageMinutesFields
      }
      stages
      why
    }
    naps {
      id
      start
      end
      zone
      asleepMinutes
      source {
        ...SourceFields
      }
    }
    series(
      metrics: [
        "heart_rate"
        "hrv_sdnn"
        "hrv_rmssd"
        "respiratory_rate"
        "skin_temperature"
        "skin_temperature_deviation"
        "spo2"
      ]
    ) {
      metric {
        ...MetricFields
      }
      points
      gaps {
        from
        to
        why
      }
    }
  }
  nights(from: $from, to: $date, first: 60) {
    nodes {
      date
      start
      end
      zone
    }
  }
  dashboard(
    metrics: [
      "sleep_duration_total"
      "sleep_duration_awake"
      "sleep_duration_rem"
      "sleep_duration_light"
      "sleep_duration_deep"
    ]
    from: $from
    to: $before
  ) {
    metric {
      code
    }
    points
  }
  metric(code: "sleep_duration_total") {
    ...MetricFields
    coverage {
      first
      last
    }
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}
fragment StageMinutesFields on StageMinutes {
  inBed
  asleep
  awake
  light
  deep
  rem
  restless
  outOfBed
  unknown
}`, {"hash":"sha256:d67b032512b62e794ee8ee814ec7640647cc33a5edcbc19360619138fc8f451a"}) as unknown as TypedDocumentString<NightPageQuery, NightPageQueryVariables>;
export const LastNightDocument = new TypedDocumentString(`
    query LastNight {
  metric(code: "sleep_duration_total") {
    coverage {
      last
    }
  }
}
    `, {"hash":"sha256:f4c132b84612f3630d441fcebb9e079df2ee2ea98097737ebdd343ccb9f5f237"}) as unknown as TypedDocumentString<LastNightQuery, LastNightQueryVariables>;
export const TodayDocument = new TypedDocumentString(`
    query Today($date: Date) {
  today(date: $date) {
    date
    zone
    isToday
    newestAt
    sources {
      source {
        ...SourceFields
      }
      lastDataAt
    }
    cards {
      metric {
        ...MetricFields
      }
      unit
      date
      value
      at
      complete
      quality
      usual {
        low
        high
        days
        against
      }
      spark
      sources {
        ...SourceFields
      }
      contributions {
        source {
          ...SourceFields
        }
        used
        share
      }
      spans {
        source {
          id
        }
        from
        to
        role
      }
    }
    night {
      id
      date
      start
      end
      zone
      source {
        ...SourceFields
      }
      asleepMinutes
      stages
    }
    workouts {
      id
      activity
      start
      end
      durationSeconds
      totals {
        metric {
          ...MetricFields
        }
        value
      }
    }
    heartRate {
      unit
      metric {
        ...MetricFields
      }
      points
      gaps {
        from
        to
        why
      }
    }
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}`, {"hash":"sha256:4dfa17c3d52ec7f04f22f4ddd0a3cacf12d458525224a025f601e8aba5c64314"}) as unknown as TypedDocumentString<TodayQuery, TodayQueryVariables>;
export const CardChoicesDocument = new TypedDocumentString(`
    query CardChoices {
  metrics(withData: true) {
    ...MetricFields
  }
}
    fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}`, {"hash":"sha256:c4888e708c0cba4721d200df17e7c2787ac1531726030326404b49f3f0315991"}) as unknown as TypedDocumentString<CardChoicesQuery, CardChoicesQueryVariables>;
export const WhyDocument = new TypedDocumentString(`
    query Why($metric: String!, $date: Date!) {
  day(metric: $metric, date: $date) {
    metric {
      ...MetricFields
    }
    unit
    date
    value
    quality
    complete
    explanation {
      sentence
      rule
      preference
      zone
      computedAt
      candidates {
        source {
          ...SourceFields
        }
        rank
        own
        used
        setAside
        why
        spans {
          from
          to
          role
        }
        quality {
          value
        }
      }
      corrections {
        id
        kind
        at
        sentence
      }
    }
  }
  history(metric: $metric, date: $date) {
    value
    believedFrom
    believedTo
    cause
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}`, {"hash":"sha256:e57fd7e2535d008a2e3504cb556c4de9964a9513eaa49602cc3c42089f37efa2"}) as unknown as TypedDocumentString<WhyQuery, WhyQueryVariables>;
export const WhyRecordsDocument = new TypedDocumentString(`
    query WhyRecords($metric: String!, $date: Date!, $first: Int!, $after: String) {
  day(metric: $metric, date: $date) {
    explanation {
      records(first: $first, after: $after) {
        nodes {
          start
          end
          value
          unit
          source {
            ...SourceFields
          }
        }
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}`, {"hash":"sha256:b7ff97c6340bd8ae95391d016a8767356402749c1b9533e0f0b6f613017dc77b"}) as unknown as TypedDocumentString<WhyRecordsQuery, WhyRecordsQueryVariables>;
export const WhyOrderDocument = new TypedDocumentString(`
    query WhyOrder($scope: String!) {
  preference(scope: $scope) {
    scope
    category
    follows
    ordered {
      source {
        ...SourceFields
      }
      days
    }
    never {
      id
    }
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}`, {"hash":"sha256:0b16e00d8cce11775f7909cd05beeec07980012103d0c9302b6bbe93e06ae882"}) as unknown as TypedDocumentString<WhyOrderQuery, WhyOrderQueryVariables>;
export const WorkoutsDocument = new TypedDocumentString(`
    query Workouts($from: Date!, $to: Date!, $first: Int!, $after: String) {
  workouts(from: $from, to: $to, first: $first, after: $after) {
    nodes {
      id
      activity
      date
      start
      zone
      durationSeconds
      source {
        id
        name
        mark
        deviceClass
      }
      totals {
        metric {
          code
        }
        value
      }
      members {
        source {
          id
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  distance: metric(code: "workout_distance") {
    ...MetricFields
  }
  energy: metric(code: "workout_energy") {
    ...MetricFields
  }
}
    fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}`, {"hash":"sha256:d6ec0ed4e20ce901d7f709c21f50dba2706c236409b181613e6e9eac7d4dc061"}) as unknown as TypedDocumentString<WorkoutsQuery, WorkoutsQueryVariables>;
export const WorkoutDocument = new TypedDocumentString(`
    query Workout($id: ID!) {
  workout(id: $id) {
    id
    activity
    family
    date
    start
    end
    zone
    durationSeconds
    source {
      ...SourceFields
    }
    totals {
      ...TotalFields
    }
    legs {
      activity
      start
      end
      durationSeconds
      totals {
        metric {
          ...MetricFields
        }
        value
      }
    }
    laps {
      start
      end
      kind
    }
    pauses {
      start
      end
    }
    members {
      source {
        ...SourceFields
      }
      start
      end
      rank
      why
    }
    flags
    route
    heartRate {
      metric {
        ...MetricFields
      }
      points
      gaps {
        from
        to
        why
      }
    }
  }
}
    fragment SourceFields on Source {
  id
  name
  app
  model
  deviceClass
  mark
  byHand
  road
}
fragment MetricFields on Metric {
  code
  name
  category
  hue
  unit
  kind
  decimals
  displayUnits {
    unit
    label
    scale
    offset
    decimals
  }
}
fragment TotalFields on WorkoutTotal {
  metric {
    ...MetricFields
  }
  value
  least
  greatest
  source {
    ...SourceFields
  }
}`, {"hash":"sha256:71f4e267b220003ca158506b0fad156f7ff6cb1f30479e72ee5d2df9b4f15bae"}) as unknown as TypedDocumentString<WorkoutQuery, WorkoutQueryVariables>;
export const AccountDocument = new TypedDocumentString(`
    query Account {
  sessions {
    id
    userAgent
    createdAt
    lastSeenAt
    expiresAt
    current
  }
  apiTokens {
    id
    name
    scopes
    createdAt
    lastUsedAt
    expiresAt
    revokedAt
  }
}
    `, {"hash":"sha256:192fa00bd8bd6da5d7c7b1ee1b2923e0b774e9f1f27b9c4b30e66e166c675198"}) as unknown as TypedDocumentString<AccountQuery, AccountQueryVariables>;
export const RevokeSessionDocument = new TypedDocumentString(`
    mutation RevokeSession($id: ID!) {
  revokeSession(id: $id)
}
    `, {"hash":"sha256:0da1f5ad6ca30b47e1cb2c8f9b833664fb3647a47c585080a1a7fa8bc04c825c"}) as unknown as TypedDocumentString<RevokeSessionMutation, RevokeSessionMutationVariables>;
export const CreateTokenDocument = new TypedDocumentString(`
    mutation CreateToken($name: String!, $scopes: [String!]!, $expiresAt: DateTime) {
  createToken(name: $name, scopes: $scopes, expiresAt: $expiresAt) {
    __typename
    ... on TokenCreated {
      secret
      token {
        id
      }
    }
    ...ProblemFields
  }
}
    fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}`, {"hash":"sha256:1b5db10381783a24ed7b81911b2dc10a16aa4e70d09cf99d98a95b4bcf06eab4"}) as unknown as TypedDocumentString<CreateTokenMutation, CreateTokenMutationVariables>;
export const RevokeTokenDocument = new TypedDocumentString(`
    mutation RevokeToken($id: ID!) {
  revokeToken(id: $id)
}
    `, {"hash":"sha256:6f9251fe112e16a860dbe8a79f16e0064f9dfa7e3b769eadc9e9d6c2af85bf67"}) as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($current: String!, $new: String!) {
  changePassword(current: $current, new: $new) {
    __typename
    ...ProblemFields
  }
}
    fragment ProblemFields on Problem {
  code
  message
  field
  retryAt
}`, {"hash":"sha256:8c05e5b3e1bfe426b269451acc1e311397e7cc62233857af3e68b414974e7427"}) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;