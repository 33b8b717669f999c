import { scaleLinear } from '@visx/scale';

export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
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
  const scale = scaleLinear<number>({ domain: [low, high], range: [bottom, top], nice: count });
  return Object.assign((v: number): number => scale(v), { ticks: scale.ticks(count) });
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
