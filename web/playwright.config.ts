import { defineConfig } from '@playwright/test';

/** Run by `npm run test:browser`, which starts a server with the demo person and passes its address. */
export default defineConfig({
  testDir: './e2e',
  testMatch: '*.spec.ts',
  // One server and one person: the steps of one story follow each other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env['SALUS_E2E_URL'],
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: {
      executablePath: process.env['SALUS_E2E_CHROMIUM'] ?? '/usr/bin/chromium',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
    reducedMotion: 'reduce',
    screenshot: 'only-on-failure',
    trace: 'off',
  },
});
