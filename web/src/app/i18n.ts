import { i18n, type Messages } from '@lingui/core';
import { setFormatLocale } from '@/lib/format';
import { messages as english } from '../locales/en.po';

export const LOCALES = ['en', 'de', 'pseudo'] as const;
export type Locale = (typeof LOCALES)[number];

const catalogs: Record<Exclude<Locale, 'en'>, () => Promise<{ messages: Messages }>> = {
  de: () => import('../locales/de.po'),
  pseudo: () => import('../locales/pseudo.po'),
};

const isLocale = (name: string): name is Locale => (LOCALES as readonly string[]).includes(name);

/** The language of the app: `?lang=` (kept for the visit), the person's own, the browser's, English. */
export function wantedLocale(own?: string): Locale {
  const asked = new URLSearchParams(location.search).get('lang') ?? sessionStorage.getItem('salus.lang');
  const names = [asked, own, ...navigator.languages].filter((n): n is string => Boolean(n));
  for (const name of names) {
    const short = name.toLowerCase().split('-')[0] ?? '';
    if (isLocale(short)) return short;
  }
  return 'en';
}

/** English is in the first load; another language is fetched before the first paint. */
export async function startI18n(locale: Locale): Promise<void> {
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked && isLocale(asked)) sessionStorage.setItem('salus.lang', asked);
  const messages = locale === 'en' ? english : (await catalogs[locale]()).messages;
  i18n.load(locale, messages);
  i18n.activate(locale);
  const shown = locale === 'pseudo' ? 'en' : locale;
  document.documentElement.lang = shown;
  setFormatLocale(shown === 'en' && navigator.language.startsWith('en') ? navigator.language : shown);
}
