/** Paths of a line that breaks where nothing was measured. */
export interface LinePoint {
  readonly t: number;
  readonly v: number | null;
  readonly min?: number | null;
  readonly max?: number | null;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** A gap is a silence longer than this many times the usual distance of points. */
export const BREAK_AFTER = 2.5;

/** The usual (median) distance between neighbouring points that have a value. */
export function cadence(points: readonly LinePoint[]): number {
  const apart: number[] = [];
  let before: number | null = null;
  for (const p of points) {
    if (p.v === null) continue;
    if (before !== null) apart.push(p.t - before);
    before = p.t;
  }
  apart.sort((a, b) => a - b);
  return apart[Math.floor(apart.length / 2)] ?? 0;
}

/** Runs of points between which the line may be drawn: broken at nulls, at named gaps and at long silences. */
export function runs(points: readonly LinePoint[], gaps: readonly Gap[] = [], longest?: number): LinePoint[][] {
  const limit = longest ?? cadence(points) * BREAK_AFTER;
  const out: LinePoint[][] = [];
  let run: LinePoint[] = [];
  for (const p of points) {
    const last = run[run.length - 1];
    const broken =
      p.v === null ||
      (last !== undefined &&
        ((limit > 0 && p.t - last.t > limit) || gaps.some((g) => g.from < p.t && g.to > last.t)));
    if (broken && run.length) {
      out.push(run);
      run = [];
    }
    if (p.v !== null) run.push(p);
  }
  if (run.length) out.push(run);
  return out;
}

/** Silences between runs, where no named gap says it already: to be hatched. */
export function silences(points: readonly LinePoint[], gaps: readonly Gap[] = [], longest?: number): Gap[] {
  const parts = runs(points, gaps, longest);
  const found: Gap[] = [];
  for (let i = 1; i < parts.length; i += 1) {
    const before = parts[i - 1]?.at(-1)?.t;
    const after = parts[i]?.[0]?.t;
    if (before === undefined || after === undefined) continue;
    if (!gaps.some((g) => g.from < after && g.to > before)) found.push({ from: before, to: after });
  }
  return found;
}

const round = (n: number): number => Math.round(n * 10) / 10;

export function linePath(run: readonly LinePoint[], x: (t: number) => number, y: (v: number) => number): string {
  return run.map((p, i) => `${i ? 'L' : 'M'}${round(x(p.t))} ${round(y(p.v ?? 0))}`).join('');
}

/** The area between least and greatest; empty when no point has both. */
export function bandPath(run: readonly LinePoint[], x: (t: number) => number, y: (v: number) => number): string {
  const both = run.filter((p) => p.min != null && p.max != null);
  if (both.length < 2) return '';
  const upper = both.map((p, i) => `${i ? 'L' : 'M'}${round(x(p.t))} ${round(y(p.max ?? 0))}`);
  const lower = [...both].reverse().map((p) => `L${round(x(p.t))} ${round(y(p.min ?? 0))}`);
  return `${upper.join('')}${lower.join('')}Z`;
}
