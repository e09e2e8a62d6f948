import type { ReactNode } from 'react';
import { useSession } from '../session/session.ts';
import css from './design.module.css';
import { stateLook, type Tone } from './states.ts';

/** A word with a dot; the word carries the meaning, the colour repeats it. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${css.badge} ${css[tone]}`}>{children}</span>;
}

/** The badge of a state machine's state, seen by whoever is signed in. */
export function StateBadge({ state, of }: { state: string; of?: string }) {
  const role = useSession()?.role;
  const { label, tone } = stateLook(state, role, of);
  return <Badge tone={tone}>{label}</Badge>;
}
