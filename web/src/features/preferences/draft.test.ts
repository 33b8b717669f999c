import { describe, expect, it } from 'vitest';
import { arranged, draftOf, moveBy, moveTo, putBack, sameDraft, setNever, validFrom, type Draft } from './draft';
import { bucketLength, buckets } from './means';

const draft: Draft = { order: ['a', 'b', 'c', 'd'], never: ['x'] };

describe('a draft of an order', () => {
  it('moves one source and keeps the others in their places', () => {
    expect(moveBy(draft, 'c', -1).order).toEqual(['a', 'c', 'b', 'd']);
    expect(moveBy(draft, 'a', 1).order).toEqual(['b', 'a', 'c', 'd']);
    expect(moveTo(draft, 'd', 0).order).toEqual(['d', 'a', 'b', 'c']);
  });

  it('stops at both ends', () => {
    expect(moveBy(draft, 'a', -1).order).toEqual(draft.order);
    expect(moveBy(draft, 'd', 1).order).toEqual(draft.order);
    expect(moveTo(draft, 'a', 99).order).toEqual(['b', 'c', 'd', 'a']);
  });

  it('never loses or doubles a source, whatever is done', () => {
    const all = ['a', 'b', 'c', 'd', 'x'];
    let now = draft;
    // A fixed walk through all moves that a person has.
    for (let i = 0; i < 500; i += 1) {
      const id = all[(i * 7) % all.length] ?? 'a';
      now = i % 4 === 0 ? setNever(now, id) : i % 4 === 1 ? putBack(now, id) : i % 4 === 2 ? moveBy(now, id, 1) : moveBy(now, id, -1);
      expect([...now.order, ...now.never].sort()).toEqual(all);
    }
  });

  it('puts a source that was set aside back at the end', () => {
    expect(putBack(setNever(draft, 'a'), 'a')).toEqual({ order: ['b', 'c', 'd', 'a'], never: ['x'] });
  });

  it('is unchanged when everything stands where it stood', () => {
    expect(sameDraft(draft, moveBy(moveBy(draft, 'b', 1), 'b', -1))).toBe(true);
    expect(sameDraft(draft, setNever(draft, 'a'))).toBe(false);
    expect(sameDraft(draft, { ...draft, never: ['y'] })).toBe(false);
  });

  it('shows a source that came in meanwhile after those the person placed', () => {
    const source = (id: string) => ({ id });
    const order = { ordered: ['new', 'a', 'b'].map((id) => ({ source: source(id), days: 1 })), never: [source('x')] };
    const { ordered, never } = arranged(order, { order: ['b', 'a'], never: ['x'] });
    expect(ordered.map((r) => r.source.id)).toEqual(['b', 'a', 'new']);
    expect(never.map((s) => s.id)).toEqual(['x']);
    expect(draftOf(order)).toEqual({ order: ['new', 'a', 'b'], never: ['x'] });
  });

  it('holds for all time, from today or from a day', () => {
    expect(validFrom('always', '2026-01-01', '2026-11-19')).toBeNull();
    expect(validFrom('today', '2026-01-01', '2026-11-19')).toBe('2026-11-19');
    expect(validFrom('date', '2026-01-01', '2026-11-19')).toBe('2026-01-01');
  });
});

describe('means of two orders', () => {
  const days = (n: number) => Array.from({ length: n }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10));

  it('are daily for a season, weekly for a year, and never more than some sixty points', () => {
    expect(bucketLength(30)).toBe(1);
    expect(bucketLength(412)).toBe(7);
    expect(Math.ceil(3650 / bucketLength(3650))).toBeLessThanOrEqual(61);
  });

  it('leave a week without any value empty', () => {
    const date = days(84);
    const value = date.map((_, i) => (i >= 14 && i < 21 ? null : 10));
    const found = buckets({ date, value }, { date, value: value.map((v) => (v === null ? null : v * 2)) });
    expect(found).toHaveLength(12);
    expect(found[2]).toMatchObject({ now: null, then: null });
    expect(found[3]).toMatchObject({ now: 10, then: 20 });
  });

  it('stand over the same days also when one of them has more', () => {
    const found = buckets({ date: days(3), value: [1, 1, 1] }, { date: days(2), value: [2, 2] });
    expect(found.map((b) => [b.now, b.then])).toEqual([[1, 2], [1, 2], [1, null]]);
  });

  it('are none without days', () => {
    expect(buckets({ date: [], value: [] }, { date: [], value: [] })).toEqual([]);
  });
});
