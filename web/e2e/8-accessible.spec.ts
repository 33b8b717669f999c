import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { DEMO, signIn } from './people';

const SIZES = [
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 768, height: 1024, colorScheme: 'light' },
  { width: 1280, height: 900, colorScheme: 'dark' },
  { width: 1280, height: 900, colorScheme: 'light' },
] as const;

const PLACES = [
  '/',
  '/metrics',
  '/m/steps?range=month',
  '/m/heart_rate?range=day',
  '/m/body_weight?range=year',
  '/imports',
  '/sleep',
  '/workouts',
  '/preferences/sources',
  '/you',
];

for (const size of SIZES) {
  test(`every screen is free of axe's findings at ${size.width}, ${size.colorScheme}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const context = await browser.newContext({
      viewport: { width: size.width, height: size.height },
      colorScheme: size.colorScheme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const found: string[] = [];
    const check = async (name: string) => {
      const axe = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
      for (const v of (await axe.analyze()).violations) {
        found.push(`${name}: ${v.id} at ${v.nodes[0]?.target.join(' ') ?? ''}`);
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) found.push(`${name}: ${over} px too wide`);
    };
    await page.goto('/login');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await check('/login');
    await signIn(page, DEMO);
    for (const place of PLACES) {
      await page.goto(place);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');
      await check(place);
    }
    const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    await page.goto(`/m/steps?why=steps:${day}`);
    await expect(page.getByRole('dialog', { name: /^Why [\d\s]+/ })).toBeVisible();
    await check('why');
    expect(found).toEqual([]);
    await context.close();
  });
}
