/** What can go wrong between the app and the server, with the sentence a person reads. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** `offline`, `unauthenticated`, `forbidden`, `bad_input`, `http_503`, … */
    readonly code: string,
    readonly retryAt: string | null = null,
    readonly field: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.code === 'unauthenticated';

/** Worth asking again without the person: the server or the way to it was the reason. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'offline' || error.code.startsWith('http_5'));

/** A `Problem` of the schema as an error, so that mutations can be thrown and caught like any other call. */
export interface Problem {
  readonly __typename?: 'Problem';
  readonly code: string;
  readonly message: string;
  readonly field?: string | null;
  readonly retryAt?: string | null;
}

/** The wanted member of a result union; a `Problem` is thrown with its own words. */
export function unwrap<T extends { __typename?: string }>(result: T): Exclude<T, { __typename?: 'Problem' }> {
  if (result.__typename === 'Problem') {
    const p = result as unknown as Problem;
    throw new ApiError(p.message, p.code, p.retryAt ?? null, p.field ?? null);
  }
  return result as Exclude<T, { __typename?: 'Problem' }>;
}
