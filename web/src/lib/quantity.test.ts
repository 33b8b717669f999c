import { describe, expect, it } from 'vitest';
import { figureParts, quantity, quantityRange, shownAs } from './quantity';

const weight = {
  code: 'body_weight',
  unit: 'kg',
  decimals: 1,
  displayUnits: [
    { unit: 'kg', label: 'kg', scale: 1, offset: 0, decimals: 1 },
    { unit: '[lb_av]', label: 'lb', scale: 2.2046226218, offset: 0, decimals: 1 },
  ],
};
const temperature = {
  code: 'body_temperature',
  unit: 'Cel',
  decimals: 1,
  displayUnits: [
    { unit: 'Cel', label: '°C', scale: 1, offset: 0, decimals: 1 },
    { unit: '[degF]', label: '°F', scale: 1.8, offset: 32, decimals: 1 },
  ],
};
const sleep = { code: 'sleep_duration_total', unit: 'min', decimals: 0, displayUnits: [] };

describe('quantities', () => {
  it('stand in the metric’s own unit until the person chose another', () => {
    expect(quantity(71.42, shownAs(weight))).toBe('71.4\u00a0kg');
    expect(quantity(71.42, shownAs(weight, ['[lb_av]']))).toBe('157.5\u00a0lb');
    expect(quantity(37, shownAs(temperature, ['[degF]']))).toBe('98.6\u00a0°F');
  });

  it('counts have no unit to read', () => {
    const shown = shownAs({ code: 'steps', unit: '{steps}', decimals: 0 });
    expect(quantity(8412, shown)).toBe('8\u202f412');
    expect(figureParts(8412, shown)).toEqual([{ text: '8\u202f412', kind: 'number' }]);
  });

  it('minutes read as hours and minutes', () => {
    const shown = shownAs(sleep);
    expect(figureParts(432, shown).map((p) => p.text)).toEqual(['7', 'h', '12', 'min']);
    expect(figureParts(420, shown).map((p) => p.text)).toEqual(['7', 'h']);
    expect(figureParts(34, shown).map((p) => p.text)).toEqual(['34', 'min']);
    expect(quantityRange(410, 460, shown)).toBe('6\u00a0h\u00a050–7\u00a0h\u00a040');
  });

  it('feet read as feet and inches, and twelve inches are a foot', () => {
    const inFeet = { unit: 'ft-in', label: 'ft-in', scale: 1 / 30.48, offset: 0, decimals: 2 };
    const height = { code: 'body_height', unit: 'cm', decimals: 0, displayUnits: [{ ...inFeet, unit: 'cm', scale: 1 }, inFeet] };
    const shown = shownAs(height, ['ft-in']);
    expect(quantity(180.34, shown)).toBe('5\u00a0ft\u00a011\u00a0in');
    expect(quantity(182.6, shown)).toBe('6\u00a0ft\u00a00\u00a0in');
    expect(figureParts(180.34, shown).map((p) => p.text)).toEqual(['5', 'ft', '11', 'in']);
  });

  it('a range of one value is said once', () => {
    expect(quantityRange(54.2, 54.4, shownAs({ code: 'x', unit: '/min', decimals: 0 }), { unit: false })).toBe('54');
  });
});
