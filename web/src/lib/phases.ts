/** The five phases of bringing a file in, and how far the whole is. Pure. */
export const PHASES = ['upload', 'read', 'match', 'store', 'recalculate'] as const;
export type Phase = (typeof PHASES)[number];

/** How much of the time each phase takes, as measured on exports of every size. */
const WEIGHTS: Readonly<Record<Phase, number>> = { upload: 0.1, read: 0.7, match: 0.08, store: 0.04, recalculate: 0.08 };

export interface PhaseState {
  readonly phase: Phase;
  readonly state: 'done' | 'now' | 'todo';
  readonly fraction: number | null;
}

const isPhase = (name: string): name is Phase => (PHASES as readonly string[]).includes(name);

/** Every phase up to the one that goes on; an unknown phase counts as the reading. */
export function phaseStates(phase: string, fraction: number | null): PhaseState[] {
  const all = phase === 'done';
  const now = PHASES.indexOf(isPhase(phase) ? phase : 'read');
  return PHASES.map((name, i) => ({
    phase: name,
    state: all || i < now ? 'done' : i === now ? 'now' : 'todo',
    fraction: all || i < now ? 1 : i === now ? fraction : 0,
  }));
}

/** The share of the whole that is done, 0 to 1. */
export function overall(states: readonly PhaseState[]): number {
  return states.reduce((sum, s) => sum + WEIGHTS[s.phase] * (s.fraction ?? 0), 0);
}

/** The share of a piece of work, whatever its kind: an import counts all its phases. */
export function shareOf(work: { readonly kind: string; readonly phase: string; readonly fraction: number | null }): number | null {
  return work.kind === 'import' ? overall(phaseStates(work.phase, work.fraction)) : work.fraction;
}
