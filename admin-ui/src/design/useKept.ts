import { useState } from 'react';
import { forgetKept, isKept, readKept, writeKept } from '../session/kept.ts';
import { useSession } from '../session/session.ts';

interface Kept<T> {
  value: T;
  change: (part: Partial<T>) => void;
  /** Once it is sent. */
  forget: () => void;
  /** Begins anew. */
  clear: () => void;
}

/** The texts of a long form that a reload, or a step back, does not lose. `form` names it. */
export function useKept<T extends object>(form: string, empty: T): Kept<T> {
  const person = useSession()?.id ?? '';
  const [value, setValue] = useState(() => readKept(person, form, empty));
  const forget = () => forgetKept(person, form);
  return {
    value,
    forget,
    change: (part) => {
      const next = { ...value, ...part };
      setValue(next);
      writeKept(person, form, next);
    },
    clear: () => {
      setValue(empty);
      forget();
    },
  };
}

/** Whether a form that is called up stands open: from the start, where something is kept of it. */
export function useOpened(form: string): [opened: boolean, open: (opened: boolean) => void] {
  const person = useSession()?.id ?? '';
  return useState(() => isKept(person, form));
}
