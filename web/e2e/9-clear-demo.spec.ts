import { expect, test } from '@playwright/test';
import { DEMO, signIn } from './people';

test('the demo is cleared whole, and only the demo', async ({ page }) => {
  await signIn(page, DEMO);
  await page.getByRole('button', { name: 'Clear demo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Clear the demo?' });
  await dialog.getByRole('button', { name: 'Clear the demo' }).click();
  await expect(page).toHaveURL(/\/(login|welcome)/);
  // Without any other account the server waits for its first person; else it asks who one is.
  if (page.url().includes('welcome')) return;
  await page.getByLabel('Email').fill(DEMO.email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
});
