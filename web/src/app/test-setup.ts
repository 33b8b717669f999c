import '@testing-library/jest-dom/vitest';
import { i18n } from '@lingui/core';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeAll } from 'vitest';
import { setFormatLocale } from '@/lib/format';

// A busy machine needs more than a second to load a screen for the first time.
configure({ asyncUtilTimeout: 5000 });

beforeAll(() => {
  i18n.load('en', {});
  i18n.activate('en');
  setFormatLocale('en');
});

afterEach(cleanup);
