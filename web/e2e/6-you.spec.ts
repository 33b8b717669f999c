import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { DEMO, signIn, watch } from './people';

test.describe.configure({ mode: 'serial' });

test('a token is made, opens what it may, and is ended', async ({ page, request }) => {
  const complaints = watch(page);
  const name = `Browser test ${Date.now()}`;
  await signIn(page, DEMO);
  await page.goto('/you');
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.getByLabel('What is it for?').fill(name);
  await dialog.getByLabel('read everything').uncheck();
  await dialog.getByLabel('Sleep', { exact: true }).check();
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const secret = await page.getByLabel('The token', { exact: true }).textContent();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByLabel('The token', { exact: true })).toBeHidden();

  const ask = async (query: string) => {
    const answer = await request.post('/graphql', { data: { query }, headers: { authorization: `Bearer ${secret}` } });
    return (await answer.json()) as { data?: { viewer?: { email: string } | null } | null; errors?: unknown[] };
  };
  const sleep = '{ metric(code: "sleep_duration_total") { coverage { days } } }';
  const steps = '{ series(metric: "steps", from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z") { points } }';
  expect((await ask(sleep)).errors).toBeUndefined();
  expect((await ask(steps)).errors).toBeDefined();

  await page.getByRole('button', { name: `End the token ${name}` }).click();
  await expect(page.getByText(name)).toBeHidden();
  const after = await ask('{ viewer { email } }');
  expect(after.errors !== undefined || after.data?.viewer === null).toBe(true);
  expect(complaints).toEqual([]);
});

test('another browser is signed out from here', async ({ page, browser }) => {
  const elsewhere = await browser.newContext({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1' });
  const other = await elsewhere.newPage();
  await signIn(other, DEMO);
  await signIn(page, DEMO);
  await page.goto('/you');
  await page.getByRole('button', { name: 'Sign out Safari, iPhone' }).first().click();
  await expect(page.getByText('Safari, iPhone')).toBeHidden();
  await other.goto('/you');
  await expect(other).toHaveURL(/\/login/);
  await elsewhere.close();
});

test('a unit that is chosen is read everywhere', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/you');
  await page.getByLabel('Distance').selectOption('mi');
  await page.goto('/workouts');
  await expect(page.getByText(/[\d.]+\smi$/).first()).toBeVisible();
  await page.goto('/you');
  await expect(page.getByLabel('Distance')).toHaveValue('mi');
  await page.getByLabel('Distance').selectOption('km');
  await page.goto('/workouts');
  await expect(page.getByText(/[\d.]+\skm$/).first()).toBeVisible();
});

test('the look is chosen, kept, and signing out leads to the door', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/you');
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'As the device' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto('/you');
  await expect(page).toHaveURL(/\/login/);
});
