export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

const ROUND = [1, 2, 2.5, 5, 10, 20, 25, 50];

/** Least and greatest multiple of a round step around [low, high], and the multiples: at most `count` steps. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  for (const factor of ROUND) {
    const step = power * factor;
    const first = Math.floor(low / step + 1e-9);
    const last = Math.ceil(high / step - 1e-9);
    if (last - first <= count) {
      return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
    }
  }
  return [low, high];
}

/**
 * A vertical scale with round ticks. From zero for counts; otherwise the domain is widened to round numbers, and
 * a flat line still gets some room.
 */
export function valueScale(
  values: readonly number[],
  { top, bottom, fromZero = false, count = 4 }: { top: number; bottom: number; fromZero?: boolean; count?: number },
): Scale {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (!values.length) [low, high] = [0, 1];
  if (fromZero) low = Math.min(0, low);
  if (low === high) {
    const room = Math.abs(low) * 0.1 || 1;
    if (!fromZero) low -= room;
    high += room;
  }
  const ticks = roundTicks(low, high, count);
  const from = ticks[0] ?? low;
  const span = (ticks.at(-1) ?? high) - from || 1;
  return Object.assign((v: number): number => bottom - ((v - from) / span) * (bottom - top), { ticks });
}

/** A horizontal scale over instants. */
export function timeScale(from: number, to: number, left: number, right: number): (t: number) => number {
  const span = to - from || 1;
  return (t) => left + ((t - from) / span) * (right - left);
}

/** Width for the labels of an axis at the left, by their longest text. */
export const gutter = (labels: readonly string[]): number => Math.max(16, ...labels.map((l) => l.length * 7.2)) + 10;

/** Indices of labels such that they stay apart by at least `room` pixels, the last one always among them. */
export function spread(count: number, step: number, room: number): number[] {
  const every = Math.max(1, Math.ceil(room / Math.max(step, 0.001)));
  const picked: number[] = [];
  for (let i = 0; i < count; i += every) picked.push(i);
  return picked;
}
