/** What a token may do, as the person ticks it. Pure. */
export interface Ticked {
  /** Everything may be read. */
  readonly read: boolean;
  /** Only these categories may be read, when not everything. */
  readonly categories: readonly string[];
  readonly write: boolean;
  /** The server's own figures, for a monitor. */
  readonly metrics: boolean;
}

export const FIRST_TICKS: Ticked = { read: true, categories: [], write: false, metrics: false };

/** The scope words the server knows for what is ticked. */
export const scopesOf = (ticked: Ticked): string[] => [
  ...(ticked.read ? ['read'] : ticked.categories.map((c) => `read:${c}`)),
  ...(ticked.write ? ['write'] : []),
  ...(ticked.metrics ? ['metrics'] : []),
];

const DAY_MS = 86_400_000;

/** Until when a token of so many days holds; 0 days is without an end. */
export const expiry = (days: number, now: number): string | null =>
  days === 0 ? null : new Date(now + days * DAY_MS).toISOString();

/** A token that still opens something. */
export const isLive = (
  token: { readonly revokedAt?: string | null; readonly expiresAt?: string | null },
  now: number,
): boolean => !token.revokedAt && (!token.expiresAt || Date.parse(token.expiresAt) > now);
