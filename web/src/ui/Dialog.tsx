import * as Radix from '@radix-ui/react-dialog';
import type { ReactNode } from 'react';

/**
 * A question that must be answered before going on. Radix traps and gives back the focus; its own overlay is
 * not used because it writes a style element, which the page's policy forbids.
 */
export function Dialog({
  open,
  title,
  children,
  onClose,
}: {
  open: boolean;
  title: ReactNode;
  children: ReactNode;
  onClose: () => void;
}) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <div className="scrim over" aria-hidden="true" />
        <Radix.Content className="dialog" aria-describedby={undefined}>
          <Radix.Title className="t-title">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
