import { useSyncExternalStore } from 'react';

/** Whether a media query holds, kept current. False where there is no window to ask. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      if (typeof matchMedia === 'undefined') return () => undefined;
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => (typeof matchMedia === 'undefined' ? false : matchMedia(query).matches),
    () => false,
  );
}

export const PHONE = '(max-width: 767px)';
export const NARROW = '(max-width: 1199px)';
export const useIsPhone = (): boolean => useMedia(PHONE);
