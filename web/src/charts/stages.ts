/** Sleep stages as rows of a hypnogram, from awake at the top to deep at the bottom. */
export type Row = 'awake' | 'rem' | 'light' | 'deep';
export const ROWS: readonly Row[] = ['awake', 'rem', 'light', 'deep'];

export interface Stage {
  readonly from: number;
  readonly to: number;
  /** null: asleep, but nobody said how. */
  readonly row: Row | null;
}

export interface StageColumns {
  readonly t: readonly number[];
  readonly d: readonly number[];
  readonly stage: readonly string[];
}

/** Not asleep, by words of their own. */
const UP: readonly string[] = ['restless', 'out_of_bed'];

/** The stages to draw: time in bed alone is no stage. */
export function stagesOf(columns: StageColumns | null | undefined): Stage[] {
  if (!columns) return [];
  return columns.t.flatMap((t, i) => {
    const word = columns.stage[i] ?? '';
    if (word === 'in_bed') return [];
    const row = UP.includes(word) ? 'awake' : (ROWS as readonly string[]).includes(word) ? (word as Row) : null;
    return [{ from: t, to: t + (columns.d[i] ?? 0), row }];
  });
}

export const stageColor = (row: Row): string => `var(--${row})`;
