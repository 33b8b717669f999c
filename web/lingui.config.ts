import type { LinguiConfig } from '@lingui/conf';
import { formatter } from '@lingui/format-po';

const config: LinguiConfig = {
  sourceLocale: 'en',
  locales: ['en', 'de', 'pseudo'],
  pseudoLocale: 'pseudo',
  fallbackLocales: { pseudo: 'en', de: 'en' },
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [{ path: '<rootDir>/src/locales/{locale}', include: ['src'] }],
};

export default config;
