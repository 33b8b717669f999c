import { describe, expect, it } from 'vitest';
import { mergeJob, type Job } from './jobs';

const job = (part: Partial<Job>): Job => ({
  id: '1',
  kind: 'import',
  phase: 'read',
  done: 0,
  total: 100,
  fraction: 0.1,
  records: 0,
  rate: null,
  secondsLeft: null,
  message: '',
  updatedAt: '2026-11-24T10:00:00Z',
  finished: false,
  ...part,
});

describe('progress', () => {
  it('never goes back inside a phase, and begins anew in the next', () => {
    const now = mergeJob([], job({ fraction: 0.5 }));
    const later = mergeJob(now, job({ fraction: 0.4, updatedAt: '2026-11-24T10:00:01Z' }));
    expect(later[0]?.fraction).toBe(0.5);
    const next = mergeJob(later, job({ phase: 'match', fraction: 0.1, updatedAt: '2026-11-24T10:00:02Z' }));
    expect(next[0]?.fraction).toBe(0.1);
    const preview = mergeJob([], job({ kind: 'preview', fraction: 0.9 }));
    expect(mergeJob(preview, job({ fraction: 0.1, updatedAt: '2026-11-24T10:00:03Z' }))[0]?.fraction).toBe(0.1);
  });

  it('ignores a report that is older than what is known', () => {
    const now = mergeJob([], job({ records: 10, updatedAt: '2026-11-24T10:00:05Z' }));
    expect(mergeJob(now, job({ records: 5 }))[0]?.records).toBe(10);
  });

  it('drops what is finished and keeps the others', () => {
    const two = mergeJob(mergeJob([], job({})), job({ id: '2' }));
    expect(mergeJob(two, job({ finished: true })).map((j) => j.id)).toEqual(['2']);
  });
});
