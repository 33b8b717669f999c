import { useLingui } from '@lingui/react/macro';

export const CATEGORIES = ['sleep', 'activity', 'vitals', 'body', 'nutrition', 'glucose', 'mood', 'cycle'] as const;

/** The parts of health, as a person calls them. */
export function useCategoryName(): (category: string) => string {
  const { t } = useLingui();
  const names: Readonly<Record<string, string>> = {
    sleep: t`Sleep`,
    activity: t`Activity`,
    vitals: t`Heart and vitals`,
    body: t`Body`,
    nutrition: t`Nutrition`,
    glucose: t`Glucose`,
    mood: t`Mood and symptoms`,
    cycle: t`Cycle`,
  };
  return (category) => names[category] ?? category;
}

export const CATEGORY_HUES: Readonly<Record<string, string>> = {
  sleep: 'rest',
  activity: 'move',
  vitals: 'heart',
  body: 'fuel',
  nutrition: 'fuel',
  glucose: 'fuel',
  mood: 'mind',
  cycle: 'mind',
};
