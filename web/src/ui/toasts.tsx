import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Trans } from '@lingui/react/macro';

export interface Toast {
  readonly text: ReactNode;
  /** Offered for `seconds`; the toast goes when it is used. */
  readonly undo?: () => void;
  readonly seconds?: number;
  readonly fraction?: number | null;
}

interface Shown extends Toast {
  readonly id: number;
  readonly left: number;
}

const Context = createContext<(toast: Toast) => void>(() => undefined);

/** Says what happened, with Undo where there is one. */
export const useToast = (): ((toast: Toast) => void) => useContext(Context);

export function Toasts({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const next = useRef(1);
  const show = useCallback((toast: Toast) => {
    setShown({ ...toast, id: next.current++, left: toast.seconds ?? 6 });
  }, []);
  const id = shown?.id;
  useEffect(() => {
    if (id === undefined) return;
    const timer = setInterval(() => {
      setShown((now) => (now && now.id === id ? (now.left <= 1 ? null : { ...now, left: now.left - 1 }) : now));
    }, 1000);
    return () => clearInterval(timer);
  }, [id]);
  const left = shown?.left ?? 0;
  const undo = shown?.undo;
  const body = useMemo(
    () =>
      shown ? (
        <div className="toast">
          <span>{shown.text}</span>
          {undo ? (
            <button
              type="button"
              onClick={() => {
                undo();
                setShown(null);
              }}
            >
              <Trans>Undo ({left} s)</Trans>
            </button>
          ) : null}
        </div>
      ) : null,
    [shown, undo, left],
  );
  return (
    <Context.Provider value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {body}
      </div>
    </Context.Provider>
  );
}
