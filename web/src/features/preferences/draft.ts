/** The order as the person is about to make it. Pure. */
export interface Draft {
  readonly order: readonly string[];
  readonly never: readonly string[];
}

/** Moves `id` to a place in the order; a place outside is the nearest end. */
export function moveTo(draft: Draft, id: string, place: number): Draft {
  const rest = draft.order.filter((other) => other !== id);
  const at = Math.min(rest.length, Math.max(0, place));
  return { ...draft, order: [...rest.slice(0, at), id, ...rest.slice(at)] };
}

export function moveBy(draft: Draft, id: string, by: number): Draft {
  const at = draft.order.indexOf(id);
  return at < 0 ? draft : moveTo(draft, id, at + by);
}

/** Sets a source aside for good, until it is put back. */
export function setNever(draft: Draft, id: string): Draft {
  return { order: draft.order.filter((other) => other !== id), never: [...draft.never.filter((n) => n !== id), id] };
}

/** Puts a source that was set aside back, at the end of the order. */
export function putBack(draft: Draft, id: string): Draft {
  return { order: [...draft.order.filter((other) => other !== id), id], never: draft.never.filter((n) => n !== id) };
}

export function sameDraft(a: Draft, b: Draft): boolean {
  return (
    a.order.length === b.order.length &&
    a.order.every((id, i) => b.order[i] === id) &&
    a.never.length === b.never.length &&
    a.never.every((id) => b.never.includes(id))
  );
}

interface OrderShape<S extends { readonly id: string }, R extends { readonly source: S }> {
  readonly ordered: readonly R[];
  readonly never: readonly S[];
}

export const draftOf = <S extends { readonly id: string }, R extends { readonly source: S }>(
  order: OrderShape<S, R>,
): Draft => ({ order: order.ordered.map((r) => r.source.id), never: order.never.map((s) => s.id) });

/** The sources of an order in the draft's places; sources that came in meanwhile stand last. */
export function arranged<S extends { readonly id: string }, R extends { readonly source: S }>(
  order: OrderShape<S, R>,
  draft: Draft,
): { ordered: (R | { source: S })[]; never: S[] } {
  const ranked = new Map<string, R | { source: S }>(order.never.map((source) => [source.id, { source }]));
  for (const r of order.ordered) ranked.set(r.source.id, r);
  const pick = (id: string): (R | { source: S })[] => {
    const found = ranked.get(id);
    return found ? [found] : [];
  };
  const named = new Set([...draft.order, ...draft.never]);
  const later = order.ordered.filter((r) => !named.has(r.source.id));
  return {
    ordered: [...draft.order.flatMap(pick), ...later],
    never: draft.never.flatMap(pick).map((r) => r.source),
  };
}

export type Since = 'always' | 'today' | 'date';

export const validFrom = (since: Since, date: string, today: string): string | null =>
  since === 'always' ? null : since === 'today' ? today : date;
