import { useState } from 'react';

/** Which device's account is shown: its place in the list, or all laid over each other. */
export type ToldBy = number | 'overlay';

export function useTold(count: number): [ToldBy, (next: ToldBy) => void] {
  const [told, setTold] = useState<ToldBy>(0);
  // A later import can take an account away while it is looked at.
  const valid = told === 'overlay' ? count > 1 : told < count;
  return [valid ? told : 0, setTold];
}
