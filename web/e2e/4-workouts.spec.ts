import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { DEMO, signIn, watch } from './people';

test.describe.configure({ mode: 'serial' });

test('efforts stand once, by month, and go back in time', async ({ page }) => {
  const complaints = watch(page);
  await signIn(page, DEMO);
  await page.goto('/workouts');
  await expect(page.getByText(/efforts since/)).toBeVisible();
  await expect(page.getByText(/also by/).first()).toBeVisible();
  const months = page.getByRole('region');
  const before = await months.count();
  await page.getByRole('button', { name: /^Show those before/ }).click();
  await expect.poll(() => months.count()).toBeGreaterThan(before);
  expect(complaints).toEqual([]);
});

test('an effort shows its way, its heart and who gave each total', async ({ page }) => {
  const complaints = watch(page);
  await signIn(page, DEMO);
  await page.goto('/workouts');
  await page.getByRole('link', { name: /Run .*also by/ }).first().click();
  await expect(page).toHaveURL(/\/workouts\/.+/);
  await expect(page.getByRole('heading', { level: 1, name: 'Run' })).toBeVisible();
  await expect(page.getByRole('heading', { name: /Recorded \d times, counted once/ })).toBeVisible();
  const heart = page.getByRole('group', { name: 'Heart rate over the time of the workout.' });
  await heart.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(heart.locator('[aria-live]')).toHaveText(/\d:\d{2}: \d+/);
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);

  await page.getByRole('button', { name: 'View as table' }).click();
  await expect(page.getByRole('columnheader', { name: 'Mean' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('an address of a workout that is not there says so', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/workouts/00000000-0000-7000-8000-000000000000');
  await expect(page.getByText('There is no such workout')).toBeVisible();
});
