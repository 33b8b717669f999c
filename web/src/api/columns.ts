/** The two column scalars of the API: equal-length arrays, missing is null. */
export interface SeriesColumns {
  /** Epoch milliseconds, UTC; from a day up the instant at which the local day begins. */
  readonly t: readonly number[];
  readonly v: readonly (number | null)[];
  readonly min: readonly (number | null)[] | null;
  readonly max: readonly (number | null)[] | null;
  readonly n: readonly number[];
  /** Index into `sources` of the largest contributor. */
  readonly source: readonly (number | null)[];
}

/** One entry for every day of the span. */
export interface DayColumns {
  readonly date: readonly string[];
  readonly value: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly n: readonly number[];
  readonly quality: readonly (number | null)[];
  readonly source: readonly (number | null)[];
  readonly complete: readonly boolean[];
}

/** Sleep stages of a night: when each began, how long it lasted (ms) and its word. */
export interface StageColumns {
  readonly t: readonly number[];
  readonly d: readonly number[];
  readonly stage: readonly string[];
}

export interface RouteColumns {
  readonly t: readonly number[];
  readonly lat: readonly number[];
  readonly lon: readonly number[];
  readonly alt: readonly (number | null)[] | null;
  readonly speed: readonly (number | null)[] | null;
}
