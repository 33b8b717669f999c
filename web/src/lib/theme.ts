export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'salus.theme';

export function themeChoice(): ThemeChoice {
  const stored = read();
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Sets the theme now and for the next visit. `public/theme.js` does the same before the first paint. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // A browser that stores nothing still gets the theme for this visit.
  }
  apply(choice);
}

const darkSystem = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches;

function apply(choice: ThemeChoice): void {
  document.documentElement.dataset['theme'] = choice === 'system' ? (darkSystem() ? 'dark' : 'light') : choice;
}

/** Follows the system while the person has not chosen. */
export function followSystemTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (themeChoice() === 'system') apply('system');
  });
}
