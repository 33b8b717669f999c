/** The name of a source where there is little room: without whose it is and how large: `Watch Ultra 2`. */
export function shortSource(name: string): string {
  const short = name
    .replace(/^.{1,60}?[’']s\s+/u, '')
    .replace(/\s*\([^)]*\)$/u, '')
    .replace(/^Apple (?=Watch)/u, '');
  return short || name;
}

/** A name inside a sentence: small letters, unless it is an abbreviation. */
export const inSentence = (name: string, locale: string): string =>
  name === name.toLocaleUpperCase(locale) ? name : name.charAt(0).toLocaleLowerCase(locale) + name.slice(1);
