import '@testing-library/jest-dom/vitest';
import { i18n } from '@lingui/core';
import { cleanup } from '@testing-library/react';
import { afterEach, beforeAll } from 'vitest';
import { setFormatLocale } from '@/lib/format';

beforeAll(() => {
  i18n.load('en', {});
  i18n.activate('en');
  setFormatLocale('en');
});

afterEach(cleanup);
