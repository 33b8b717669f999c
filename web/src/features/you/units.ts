import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

export interface Quantity {
  readonly code: string;
  readonly name: MessageDescriptor;
  /** Display units as the catalogue names them, the one that is shown without a choice first. */
  readonly units: readonly string[];
}

/** What can be read in more than one unit. Everything is kept in one; only the screen converts. */
export const QUANTITIES: readonly Quantity[] = [
  { code: 'weight', name: msg`Weight`, units: ['kg', 'lb', 'st'] },
  { code: 'height', name: msg`Height`, units: ['cm', 'ft-in'] },
  { code: 'girth', name: msg`Waist and other girths`, units: ['cm', 'in'] },
  { code: 'distance', name: msg`Distance`, units: ['km', 'mi'] },
  { code: 'elevation', name: msg`Climb and short lengths`, units: ['m', 'ft'] },
  { code: 'speed', name: msg`Speed`, units: ['km/h', 'mph'] },
  { code: 'energy', name: msg`Energy`, units: ['kcal', 'kJ'] },
  { code: 'temperature', name: msg`Temperature`, units: ['°C', '°F'] },
  { code: 'glucose', name: msg`Blood glucose`, units: ['mg/dL', 'mmol/L'] },
  { code: 'pressure', name: msg`Blood pressure`, units: ['mmHg', 'kPa'] },
  { code: 'volume', name: msg`Drinks`, units: ['mL', 'fl oz', 'cup'] },
];

/** How a unit is written where the catalogue's short text says too little. */
export const UNIT_LABELS: Readonly<Record<string, string>> = { 'ft-in': 'ft and in' };

/**
 * What is kept for a choice: nothing for the first unit. A metric shows the first of its units that was chosen for
 * any quantity, so that centimetres kept for girths would win over feet chosen for height.
 */
export const keptUnit = (quantity: Quantity, unit: string): string => (unit === quantity.units[0] ? '' : unit);

/** The unit chosen for a quantity. A unit that is offered no more counts as not chosen. */
export function chosenUnit(quantity: Quantity, chosen: readonly { readonly quantity: string; readonly unit: string }[]): string {
  const own = chosen.find((c) => c.quantity === quantity.code)?.unit;
  return own && quantity.units.includes(own) ? own : (quantity.units[0] ?? '');
}
