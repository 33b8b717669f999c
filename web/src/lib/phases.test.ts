import { describe, expect, it } from 'vitest';
import { overall, PHASES, phaseStates } from './phases';

describe('phases of an import', () => {
  it('are done before, going on at, and to do after the one that is named', () => {
    const states = phaseStates('match', 0.5);
    expect(states.map((s) => s.state)).toEqual(['done', 'done', 'now', 'todo', 'todo']);
    expect(states.map((s) => s.fraction)).toEqual([1, 1, 0.5, 0, 0]);
  });

  it('take the whole forward and never back', () => {
    let before = -1;
    for (const phase of PHASES) {
      for (const fraction of [0, 0.5, 1]) {
        const share = overall(phaseStates(phase, fraction));
        expect(share).toBeGreaterThanOrEqual(before);
        before = share;
      }
    }
    expect(before).toBeCloseTo(1);
    expect(overall(phaseStates('done', null))).toBeCloseTo(1);
  });
});
