// @vitest-environment node
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Colours must stay apart for every kind of eye, and readable on what they stand on. */
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokens(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/gi)].map((m) => [m[1] ?? '', m[2] ?? '']));
}
const themes = {
  light: tokens(css.slice(css.indexOf(':root {'), css.indexOf(':root[data-theme="dark"]'))),
  dark: tokens(css.slice(css.indexOf(':root[data-theme="dark"]'), css.indexOf('/* ── ground'))),
};

type RGB = [number, number, number];
const rgb = (hex: string): RGB => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as RGB;
const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const times = (m: readonly RGB[], v: RGB): RGB =>
  m.map((row) => row.reduce((sum, a, i) => sum + a * (v[i] ?? 0), 0)) as RGB;

function luminance(hex: string): number {
  const [r, g, b] = rgb(hex).map(linear) as RGB;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m) as [number, number];
  return (x + 0.05) / (y + 0.05);
}

/** Full dichromacy on linear RGB, after Viénot, Brettel and Mollon (1999), for protan and deutan; tritan after Brettel. */
const SEEN: Record<string, readonly RGB[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deutan: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
  tritan: [
    [1.01277, 0.13548, -0.14826],
    [-0.01243, 0.86812, 0.14431],
    [0.07589, 0.805, 0.11911],
  ],
};

function lab(hex: string, eye: string): RGB {
  const seen = times(SEEN[eye] ?? [], rgb(hex).map(linear) as RGB).map((c) => Math.min(1, Math.max(0, c))) as RGB;
  const [x, y, z] = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    seen,
  );
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [fx, fy, fz] = [f(x / 0.9505), f(y), f(z / 1.089)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}
const apart = (a: string, b: string, eye: string): number => {
  const [x, y] = [lab(a, eye), lab(b, eye)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
};

describe.each(Object.entries(themes))('the %s theme', (_, theme) => {
  const of = (name: string): string => theme.get(name) ?? `no --${name}`;
  const families = [
    ['rest', 'heart', 'move', 'mind', 'fuel'],
    ['awake', 'rem', 'light', 'deep'],
  ];

  it.each(Object.keys(SEEN))('keeps hues apart for %s eyes', (eye) => {
    for (const family of families) {
      for (const [i, a] of family.entries()) {
        for (const b of family.slice(i + 1)) {
          expect(apart(of(a), of(b), eye), `${a} and ${b}`).toBeGreaterThan(15);
        }
      }
    }
  });

  it('draws marks at 3:1 and text at 4.5:1 on every surface', () => {
    for (const name of families.flat()) expect(contrast(of(name), of('surface')), name).toBeGreaterThanOrEqual(3);
    for (const name of ['ink', 'ink-2', 'ink-3', 'accent', 'attention', 'danger']) {
      for (const ground of ['page', 'surface', 'raised']) {
        expect(contrast(of(name), of(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('line-strong'), of('surface'))).toBeGreaterThanOrEqual(3);
  });
});
