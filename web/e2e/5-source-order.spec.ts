import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { DEMO, signIn, watch } from './people';

test.describe.configure({ mode: 'serial' });

const ACTIVITY = '/preferences/sources?scope=category:activity';
const list = (page: Page) => page.getByRole('list', { name: 'Order of sources for Activity' });
/** The ids in their order: two sources can have one name. */
const order = (page: Page) =>
  list(page)
    .getByRole('listitem')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-source')));

async function open(page: Page): Promise<(string | null)[]> {
  await signIn(page, DEMO);
  await page.goto(ACTIVITY);
  await expect(list(page)).toBeVisible();
  return await order(page);
}

test('a source is lifted, moved and dropped by keys', async ({ page }) => {
  const before = await open(page);
  await list(page).getByRole('listitem').nth(1).getByRole('button', { name: /^Move / }).focus();
  await page.keyboard.press('Space');
  await page.waitForTimeout(150);
  await page.keyboard.press('ArrowUp');
  await page.waitForTimeout(150);
  await page.keyboard.press('Space');
  await expect.poll(() => order(page)).toEqual([before[1], before[0], ...before.slice(2)]);
});

test('a source is dragged by its handle', async ({ page }) => {
  const before = await open(page);
  const rows = list(page).getByRole('listitem');
  const from = await rows.nth(2).getByRole('button', { name: /^Move / }).boundingBox();
  const to = await rows.nth(0).boundingBox();
  if (!from || !to) throw new Error('The rows have no place.');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y - 20, { steps: 4 });
  await page.mouse.move(to.x + 20, to.y + 10, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual([before[2], before[0], before[1], ...before.slice(3)]);
});

test('what would change is shown, the order counts at once, and Undo brings it back', async ({ page }) => {
  const complaints = watch(page);
  const before = await open(page);
  const ring = list(page).getByRole('listitem').filter({ hasText: 'Oura' }).first();
  const id = await ring.getAttribute('data-source');
  await ring.locator('[data-move="top"]').click();
  const change = page.locator('#change');
  await expect(change.getByText(/[\d\s]+days of/)).toBeVisible();
  await expect(change.getByRole('columnheader', { name: 'Largest changes' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([]);

  await change.getByRole('button', { name: 'Use this order' }).click();
  await expect(page.getByRole('status').getByText(/Oura is first for Activity/)).toBeVisible();
  expect((await order(page))[0]).toBe(id);
  await page.getByRole('button', { name: /^Undo \(/ }).click();
  await expect.poll(() => order(page)).toEqual(before);
  await page.reload();
  await expect(list(page)).toBeVisible();
  expect(await order(page)).toEqual(before);
  expect(complaints).toEqual([]);
});

test('a metric can have an order of its own and give it up', async ({ page }) => {
  await open(page);
  await page.getByLabel('Give a metric an order of its own').selectOption({ label: 'Steps' });
  await expect(page).toHaveURL(/scope=metric/);
  await expect(page.getByText(/Follows Activity/)).toBeVisible();
  await page.getByRole('list', { name: 'Order of sources for Steps' }).locator('[data-move="down"]').first().click();
  await page.getByRole('button', { name: 'Use this order' }).click();
  await page.getByRole('link', { name: 'Back to Activity' }).click();
  await page.getByRole('link', { name: 'Edit the order of Steps' }).click();
  await page.getByRole('button', { name: 'Follow Activity again' }).click();
  await expect(page.getByRole('status').getByText(/Steps follows Activity again/)).toBeVisible();
});

test('a phone has the order, what would change in a line, and no side scrolling', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await open(page);
  await list(page).getByRole('listitem').nth(1).locator('[data-move="up"]').click();
  await expect(page.getByRole('link', { name: 'See and use' })).toBeVisible();
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over).toBe(0);
  await context.close();
});
