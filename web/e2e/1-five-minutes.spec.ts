import { expect, test } from '@playwright/test';
import { EXPORT, OWNER, signIn, watch } from './people';

test.describe.configure({ mode: 'serial' });

test('the first person makes an account, looks at a file before it comes in, and sees their days', async ({ page }) => {
  const complaints = watch(page);
  await page.goto('/login');
  await page.getByRole('button', { name: 'Make your own account' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
  await page.getByLabel('Name').fill(OWNER.name);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Make my account' }).click();

  await expect(page.getByRole('heading', { name: 'Files' })).toBeVisible();
  await expect(page.getByText('No file yet')).toBeVisible();
  await page.getByTestId('file-input').setInputFiles(EXPORT);

  const preview = page.getByRole('region', { name: 'Preview of export.zip' });
  await expect(preview).toBeVisible({ timeout: 60_000 });
  await expect(preview.getByText('nothing is written yet')).toBeVisible();
  await expect(preview.getByRole('row', { name: /Heart rate/ }).first()).toBeVisible();

  await preview.getByRole('button', { name: /^Import [\d\s]+records/ }).click();
  await expect(page.getByRole('button', { name: 'Undo export.zip' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/new, .*already here/)).toBeVisible();

  await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Today' }).click();
  const steps = page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Steps' }) });
  await expect(steps).toContainText(/\d/);
  expect(complaints).toEqual([]);
});

test('the same file again brings nothing new, and the page says so', async ({ page }) => {
  await signIn(page, OWNER);
  await page.goto('/imports');
  await page.getByTestId('file-input').setInputFiles(EXPORT);
  const preview = page.getByRole('region', { name: 'Preview of export.zip' });
  await expect(preview).toBeVisible({ timeout: 60_000 });
  await expect(preview.getByRole('button', { name: 'Import anyway' })).toBeVisible();
  await preview.getByRole('button', { name: 'Not now' }).click();
  await expect(preview).toBeHidden();
  await expect(page.getByText('cancelled, nothing kept')).toBeVisible();
});

test('an undo says what goes, and it goes', async ({ page }) => {
  await signIn(page, OWNER);
  await page.goto('/imports');
  await page.getByRole('button', { name: 'Undo export.zip' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Undo this import?' });
  await expect(dialog).toContainText(/[\d\s]+samples are removed/);
  await dialog.getByRole('button', { name: /^Undo [\d\s]+records/ }).click();
  await expect(page.getByText(/: undone/)).toBeVisible({ timeout: 60_000 });
  await page.goto('/metrics');
  await expect(page.getByText('Nothing here yet')).toBeVisible();
});

test('an empty file is refused with a sentence', async ({ page }) => {
  await signIn(page, OWNER);
  await page.goto('/imports');
  await page.getByTestId('file-input').setInputFiles({ name: 'nothing.zip', mimeType: 'application/zip', buffer: Buffer.alloc(0) });
  await expect(page.getByRole('alert')).toContainText('is empty');
});
