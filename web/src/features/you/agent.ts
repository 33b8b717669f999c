/** What a user agent says of itself, in two words. The full text is unreadable, and much of it is untrue. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\/|Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
];

const first = (rules: readonly (readonly [RegExp, string])[], text: string): string | null =>
  rules.find(([rule]) => rule.test(text))?.[1] ?? null;

/** `Firefox, Linux`; the beginning of the text itself when nothing in it is known; null when it is empty. */
export function readAgent(text: string): string | null {
  const found = [first(BROWSERS, text), first(SYSTEMS, text)].filter((part): part is string => part !== null);
  if (found.length) return found.join(', ');
  return text.trim().slice(0, 60) || null;
}
