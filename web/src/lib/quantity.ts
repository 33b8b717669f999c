/**
 * From a metric's canonical value to what a person reads. The only place where units are converted for the
 * screen: everything before it is canonical.
 */
import { formatMinutes, formatNumber, THIN } from './format';

export interface DisplayUnit {
  readonly unit: string;
  readonly label: string;
  readonly scale: number;
  readonly offset: number;
  readonly decimals: number;
}

export interface MetricShape {
  readonly code: string;
  readonly unit: string;
  readonly decimals: number;
  readonly displayUnits?: readonly DisplayUnit[];
}

export interface Shown {
  /** The label after the number; empty for a bare number. */
  readonly unit: string;
  readonly decimals: number;
  /** Canonical value to shown value. */
  readonly convert: (value: number) => number;
  /** Minutes are written as hours and minutes. */
  readonly isTime: boolean;
  /** Feet with a fraction are written as feet and inches. */
  readonly isFeet: boolean;
}

const FEET_AND_INCHES = 'ft-in';

/** Whole feet and the inches that are left; a length that rounds to twelve inches is a foot more. */
function feetAndInches(feet: number): [feet: number, inches: number] {
  const inches = Math.round(feet * 12);
  return [Math.floor(inches / 12), inches % 12];
}

/** Units that say nothing a person would read aloud. */
const SILENT = /^\{(steps|count|index|score)\}$/;

/**
 * How a metric is shown under the person's units, UCUM codes such as `[lb_av]`. The first display unit is the
 * metric's own; another is taken when the person chose it.
 */
export function shownAs(metric: MetricShape, chosen: readonly string[] = []): Shown {
  const offered = metric.displayUnits ?? [];
  const display = offered.find((u) => chosen.includes(u.unit)) ?? offered[0];
  const scale = display?.scale ?? 1;
  const offset = display?.offset ?? 0;
  const unit = display?.unit ?? metric.unit;
  const own = display === undefined || display === offered[0];
  return {
    unit: own && SILENT.test(metric.unit) ? '' : (display?.label ?? unit),
    decimals: display?.decimals ?? metric.decimals,
    convert: scale === 1 && offset === 0 ? (v) => v : (v) => v * scale + offset,
    isTime: own && metric.unit === 'min',
    isFeet: unit === FEET_AND_INCHES,
  };
}

/** A number and the words around it, in order: `[7][h][12][min]`. */
export interface Part {
  readonly text: string;
  readonly kind: 'number' | 'unit';
}

export function figureParts(value: number, shown: Shown): Part[] {
  const v = shown.convert(value);
  if (shown.isTime) {
    const whole = Math.round(v);
    const h = Math.floor(whole / 60);
    const m = whole % 60;
    const minutes: Part[] = [
      { text: h ? String(m).padStart(2, '0') : String(m), kind: 'number' },
      { text: 'min', kind: 'unit' },
    ];
    if (!h) return minutes;
    return [{ text: formatNumber(h), kind: 'number' }, { text: 'h', kind: 'unit' }, ...(m ? minutes : [])];
  }
  if (shown.isFeet) {
    const [feet, inches] = feetAndInches(v);
    return [
      { text: formatNumber(feet), kind: 'number' },
      { text: 'ft', kind: 'unit' },
      { text: formatNumber(inches), kind: 'number' },
      { text: 'in', kind: 'unit' },
    ];
  }
  const number: Part = { text: formatNumber(v, shown.decimals), kind: 'number' };
  return shown.unit ? [number, { text: shown.unit, kind: 'unit' }] : [number];
}

/** As running text: `8 412`, `54 bpm`, `7 h 12`. */
export function quantity(value: number, shown: Shown, { unit = true } = {}): string {
  const v = shown.convert(value);
  if (shown.isTime) return formatMinutes(v);
  if (shown.isFeet) {
    const [feet, inches] = feetAndInches(v);
    return `${formatNumber(feet)}${THIN}ft${THIN}${formatNumber(inches)}${THIN}in`;
  }
  const text = formatNumber(v, shown.decimals);
  return unit && shown.unit ? `${text}${THIN}${shown.unit}` : text;
}

/** A range: `51–55 bpm`, `6 h 50–7 h 40`. */
export function quantityRange(low: number, high: number, shown: Shown, { unit = true } = {}): string {
  const a = quantity(low, shown, { unit: false });
  const b = quantity(high, shown, { unit });
  return a === quantity(high, shown, { unit: false }) ? b : `${a}–${b}`;
}
