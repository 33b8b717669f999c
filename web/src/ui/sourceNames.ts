import { useLingui } from '@lingui/react/macro';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly deviceClass: string;
  readonly byHand: boolean;
}

/**
 * What a few sources are called among themselves: `Watch` when there is one watch, else its own name. Cards and
 * charts have no room for “Marguerite’s Apple Watch Ultra 2 (49 mm)”.
 */
export function useShortNames(): (sources: readonly Named[]) => ReadonlyMap<string, string> {
  const { t } = useLingui();
  const words: Readonly<Record<string, string>> = { watch: t`Watch`, phone: t`Phone`, scale: t`Scale` };
  const hand = t`By hand`;
  return (sources) => {
    const wanted = sources.map((s) => {
      if (s.byHand) return hand;
      return words[s.deviceClass] ?? s.name;
    });
    const count = (name: string): number => wanted.filter((n) => n === name).length;
    return new Map(sources.map((s, i) => [s.id, count(wanted[i] ?? '') > 1 ? s.name : (wanted[i] ?? s.name)]));
  };
}
