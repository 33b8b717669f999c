import { afterEach, describe, expect, it, vi } from 'vitest';
import { execute } from './client';
import type { ApiError} from './errors';
import { isPassing, isSignedOut, unwrap } from './errors';
import { ServerDocument } from './generated/graphql';

const answer = (body: unknown, status = 200) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })),
  );

afterEach(() => vi.unstubAllGlobals());

const failure = async (): Promise<ApiError> => {
  try {
    await execute(ServerDocument, {});
  } catch (error) {
    return error as ApiError;
  }
  throw new Error('It did not fail.');
};

describe('asking the server', () => {
  it('gives the data', async () => {
    answer({ data: { server: { version: '1' } } });
    expect((await execute(ServerDocument, {})).server.version).toBe('1');
  });

  it('carries the code of a GraphQL error', async () => {
    answer({ data: null, errors: [{ message: 'Sign in first.', extensions: { code: 'unauthenticated' } }] });
    const error = await failure();
    expect(isSignedOut(error)).toBe(true);
    expect(error.message).toBe('Sign in first.');
  });

  it('tells a dead server from a refusing one, and a proxy’s page from an answer', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('failed'))));
    expect((await failure()).code).toBe('offline');
    answer('<html>Bad gateway</html>', 502);
    const broken = await failure();
    expect(broken.code).toBe('http_502');
    expect(isPassing(broken)).toBe(true);
    answer('slow down', 429);
    expect((await failure()).code).toBe('rate_limited');
  });

  it('throws a Problem of the schema with its own words', () => {
    expect(() =>
      unwrap({ __typename: 'Problem', code: 'taken', message: 'This address is taken.', field: 'email', retryAt: null }),
    ).toThrow('This address is taken.');
    expect(unwrap({ __typename: 'SignedIn', viewer: 1 })).toEqual({ __typename: 'SignedIn', viewer: 1 });
  });
});
