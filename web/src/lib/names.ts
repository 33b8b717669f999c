/** The name of a source where there is little room: without whose it is and how large: `Watch Ultra 2`. */
export function shortSource(name: string): string {
  const short = name
    .replace(/^.{1,60}?[’']s\s+/u, '')
    .replace(/\s*\([^)]*\)$/u, '')
    .replace(/^Apple (?=Watch)/u, '');
  return short || name;
}

/** Languages that write nouns with a capital, inside a sentence too. */
const CAPITALS: readonly string[] = ['de', 'lb'];

/** A name inside a sentence: a small letter first, unless it is an abbreviation or the language has it otherwise. */
export function inSentence(name: string, locale: string): string {
  const kept = name === name.toLocaleUpperCase(locale) || CAPITALS.includes(locale.split('-')[0] ?? '');
  return kept ? name : name.charAt(0).toLocaleLowerCase(locale) + name.slice(1);
}
