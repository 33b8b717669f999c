import { expect, type Page } from '@playwright/test';

export const DEMO = { email: 'demo@salus.local', password: process.env['SALUS_E2E_DEMO_PASSWORD'] ?? '' };
export const OWNER = { name: 'Ada Example', email: 'ada@example.org', password: 'a quiet walk at dawn' };
export const EXPORT = process.env['SALUS_E2E_EXPORT'] ?? '';

/** Signs in by the page, as a person would. */
export async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/(\?.*)?$/);
}

/** Fails the test when the page complains: a broken policy, a script error, a failed request. */
export function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}
