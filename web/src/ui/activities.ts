import { useLingui } from '@lingui/react/macro';

/** The name of a kind of effort; one that has no name of its own reads as the source wrote it. */
export function useActivityName(): (activity: string) => string {
  const { t } = useLingui();
  const names: Readonly<Record<string, string>> = {
    walking: t`Walk`,
    running: t`Run`,
    cycling: t`Ride`,
    swimming: t`Swim`,
    hiking: t`Hike`,
    yoga: t`Yoga`,
    rowing: t`Row`,
    traditional_strength_training: t`Strength`,
    functional_strength_training: t`Strength`,
    strength_training: t`Strength`,
    high_intensity_interval_training: t`Intervals`,
    other: t`Workout`,
  };
  return (activity) => {
    const known = names[activity];
    if (known) return known;
    const words = activity
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ')
      .toLowerCase();
    return words.charAt(0).toUpperCase() + words.slice(1);
  };
}
