import { expect, test } from '@playwright/test';
import { DEMO, signIn, watch } from './people';

test.describe.configure({ mode: 'serial' });

test('today shows cards with their sources, and turns to the day before by keys', async ({ page }) => {
  const complaints = watch(page);
  await signIn(page, DEMO);
  await expect(page.getByText('Demo.')).toBeVisible();
  const cards = page.getByRole('article');
  await expect(cards.first()).toBeVisible();
  expect(await cards.count()).toBeGreaterThan(3);
  const title = await page.getByRole('heading', { level: 1 }).textContent();
  await page.locator('#main').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/date=\d{4}-\d{2}-\d{2}/);
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(title ?? '');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title ?? '');
  expect(complaints).toEqual([]);
});

test('every range of a metric draws, and the address keeps it', async ({ page }) => {
  const complaints = watch(page);
  await signIn(page, DEMO);
  for (const metric of ['steps', 'heart_rate', 'body_weight']) {
    for (const range of ['day', 'week', 'month', 'year', 'all']) {
      await page.goto(`/m/${metric}?range=${range}`);
      await expect(page.getByRole('group', { name: 'Range' }).getByRole('button', { pressed: true })).toHaveText(
        new RegExp(range, 'i'),
      );
      await expect(page.locator('.card .chart svg, .card .t-lead').first()).toBeVisible();
    }
  }
  expect(complaints).toEqual([]);
});

test('a chart is walked by keys, Enter asks why, Escape gives the focus back', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/m/steps?range=month');
  const chart = page.getByRole('group', { name: /Steps per day/ });
  await chart.focus();
  await page.keyboard.press('Home');
  await expect(chart.locator('[aria-live]')).toHaveText(/: [\d\s]+/);
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: /^Why/ });
  await expect(panel).toBeVisible();
  await expect(page).toHaveURL(/why=steps/);
  await expect(panel.getByRole('heading', { name: /Why [\d\s]+steps\?/ })).toBeVisible();
  await expect(panel.getByText('Rule')).toBeVisible();
  await panel.getByRole('button', { name: 'Show the records behind it' }).click();
  await expect(panel.getByText(/of [\d\s]+records/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(chart).toBeFocused();
  await page.keyboard.press('t');
  await expect(page.getByRole('table', { name: 'The days of this period' })).toBeVisible();
  await page.keyboard.press('PageUp');
  await expect(page).toHaveURL(/date=/);
});

test('another source can be put first, with its number shown before, and put back', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/m/steps?range=month');
  const chart = page.getByRole('group', { name: /Steps per day/ });
  await chart.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: /^Why/ });
  await expect(panel.getByRole('heading', { name: /Why [\d\s]+steps\?/ })).toBeVisible();
  const before = await panel.getByRole('heading', { level: 2 }).textContent();
  const choice = panel.getByRole('combobox', { name: 'Source to put first' });
  await choice.selectOption({ index: 1 });
  await expect(panel.locator('.then')).toHaveText(/\d/);
  await panel.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByRole('status').getByText(/is first for/)).toBeVisible();
  await page.getByRole('button', { name: /^Undo \(/ }).click();
  await expect(panel.getByRole('heading', { level: 2 })).toHaveText(before ?? '', { timeout: 30_000 });
});

test('cards are hidden and brought back', async ({ page }) => {
  await signIn(page, DEMO);
  const names = () => page.getByRole('article').getByRole('heading').allTextContents();
  await expect(page.getByRole('article').first()).toBeVisible();
  const before = await names();
  await page.getByRole('button', { name: 'Edit cards' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cards on Today' });
  await dialog.getByRole('button', { name: /^Hide/ }).last().click();
  await dialog.getByRole('button', { name: 'Keep these cards' }).click();
  await expect.poll(names).toEqual(before.slice(0, -1));
});

test('one part that fails empties no other, and is asked again', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/m/heart_rate?range=day');
  await expect(page.locator('.chart').first()).toBeVisible();
  await page.route('**/graphql', (route) => route.fulfill({ status: 503, body: 'down' }));
  await page.goto('/metrics').catch(() => undefined);
  await expect(page.getByText('The server did not answer (503).')).toBeVisible();
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText(/metrics have data/)).toBeVisible();
});

test('a metric that nobody knows says so', async ({ page }) => {
  await signIn(page, DEMO);
  await page.goto('/m/no_such_metric');
  await expect(page.getByText('There is no such metric')).toBeVisible();
  await page.goto('/nowhere');
  await expect(page.getByText('There is no such page')).toBeVisible();
});
