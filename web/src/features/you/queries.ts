import { queryOptions } from '@tanstack/react-query';
import { execute } from '@/api/client';
import { unwrap } from '@/api/errors';
import {
  AccountDocument,
  ChangePasswordDocument,
  CreateTokenDocument,
  RevokeSessionDocument,
  RevokeTokenDocument,
  SignOutDocument,
  UpdateViewerDocument,
  type AccountQuery,
  type ViewerInput,
} from '@/api/generated/graphql';

export type Session = AccountQuery['sessions'][number];
export type ApiToken = AccountQuery['apiTokens'][number];

/** Where the person is signed in, and which programs may read for them. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => execute(AccountDocument, {}, signal),
});

export const updateViewer = async (input: ViewerInput) =>
  unwrap((await execute(UpdateViewerDocument, { input })).updateViewer).viewer;

export const changePassword = async (input: { current: string; new: string }) =>
  unwrap((await execute(ChangePasswordDocument, input)).changePassword);

export const revokeSession = async (id: string) => (await execute(RevokeSessionDocument, { id })).revokeSession;

export const createToken = async (input: { name: string; scopes: string[]; expiresAt: string | null }) =>
  unwrap((await execute(CreateTokenDocument, input)).createToken);

export const revokeToken = async (id: string) => (await execute(RevokeTokenDocument, { id })).revokeToken;

export const signOut = async () => (await execute(SignOutDocument, {})).signOut;
