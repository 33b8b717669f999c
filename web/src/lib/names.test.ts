import { describe, expect, it } from 'vitest';
import { inSentence, shortSource } from './names';

describe('names of sources where there is little room', () => {
  it('leave out whose it is and how large', () => {
    expect(shortSource('Marguerite’s Apple Watch Ultra 2 (49 mm)')).toBe('Watch Ultra 2');
    expect(shortSource("Robin's iPhone")).toBe('iPhone');
    expect(shortSource('Oura Ring 4')).toBe('Oura Ring 4');
  });

  it('are never empty', () => {
    expect(shortSource('(unknown)')).toBe('(unknown)');
    expect(shortSource('')).toBe('');
  });
});

describe('a name inside a sentence', () => {
  it('begins small, but an abbreviation stays', () => {
    expect(inSentence('Heart', 'en')).toBe('heart');
    expect(inSentence('HRV', 'en')).toBe('HRV');
  });

  it('keeps its capital where nouns have one', () => {
    expect(inSentence('Atmung', 'de')).toBe('Atmung');
    expect(inSentence('Atmung', 'de-AT')).toBe('Atmung');
  });
});
