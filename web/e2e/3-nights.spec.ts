import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { DEMO, signIn, watch } from './people';

test.describe.configure({ mode: 'serial' });

test('a night opens on its newest, turns by keys, and reads out by keys', async ({ page }) => {
  const complaints = watch(page);
  await signIn(page, DEMO);
  await page.goto('/sleep');
  await expect(page).toHaveURL(/\/sleep\/\d{4}-\d{2}-\d{2}$/);
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toContainText('Night to');
  const newest = await title.textContent();
  const chart = page.getByRole('group', { name: /^Night from \d{2}:\d{2} to \d{2}:\d{2}/ });
  await chart.focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('ArrowRight');
  await expect(chart.locator('[aria-live]')).toHaveText(/^\d{2}:\d{2}: (Awake|REM|Light|Deep|Stage unknown)/);
  await page.keyboard.press('PageUp');
  await expect(title).not.toHaveText(newest ?? '');
  await page.locator('#main').focus();
  await page.keyboard.press('ArrowRight');
  await expect(title).toHaveText(newest ?? '');
  expect(complaints).toEqual([]);
});

test('two devices are tabs or laid over each other, and the figure stays one', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/sleep');
  const devices = page.getByRole('group', { name: 'Which device’s night' }).or(page.getByRole('group', { name: "Which device's night" }));
  // Some nights are told by one device only: the newest that two tell of.
  for (let i = 0; i < 14 && !(await devices.isVisible().catch(() => false)); i += 1) {
    await page.getByRole('link', { name: 'Night before' }).click();
    await page.waitForLoadState('networkidle');
  }
  const figure = page.locator('.figure-xl');
  const asleep = await figure.textContent();
  await devices.getByRole('button').nth(1).click();
  await expect(figure).toHaveText(asleep ?? '');
  await expect(page.getByText(/counts whole/)).toBeVisible();
  await devices.getByRole('button', { name: 'Overlay' }).click();
  await expect(page.getByText(/outlined, not counted/).first()).toBeVisible();
  await expect(figure).toHaveText(asleep ?? '');
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);

  await page.getByRole('button', { name: 'View as table' }).click();
  await expect(page).toHaveURL(/view=table/);
  await expect(page.getByRole('columnheader', { name: 'Stage' }).first()).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);
});

test('the figure of a night says why', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/sleep');
  await page.getByRole('link', { name: 'Why?' }).click();
  await expect(page).toHaveURL(/why=sleep_duration_total/);
  await expect(page.getByRole('dialog', { name: /^Why/ })).toBeVisible();
});

test('a night that nobody recorded says so and leads to one that was', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/sleep/2001-01-01');
  await expect(page.getByText('No sleep was recorded for this night')).toBeVisible();
  await page.getByRole('link', { name: 'Go to the first night' }).click();
  await expect(page.locator('.figure-xl')).toBeVisible();
});
