import { useLingui } from '@lingui/react/macro';

/** `about 4 min left`: no more exact than a guess is. */
export function useTimeLeft(): (seconds: number) => string {
  const { t } = useLingui();
  return (seconds) => {
    if (seconds < 10) return t`a few seconds left`;
    if (seconds < 90) return t`about ${Math.ceil(seconds / 10) * 10} s left`;
    if (seconds < 3600 * 1.5) return t`about ${Math.round(seconds / 60)} min left`;
    return t`about ${Math.round(seconds / 3600)} h left`;
  };
}
