import type { ReactNode } from 'react';
import { useSession } from '../session/session.ts';
import css from './design.module.css';
import { stateLook, type Tone } from './states.ts';

/** A word with a dot; the word carries the meaning, the colour repeats it. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${css.badge} ${css[tone]}`}>{children}</span>;
}

interface StateBadgeProps {
  state: string;
  /** The machine, where its word differs from others'. */
  of?: string;
  /** A request about it waits for a second person: that is what people ask about first. */
  asked?: boolean;
}

/** The badge of a state machine's state, seen by whoever is signed in. */
export function StateBadge({ state, of, asked }: StateBadgeProps) {
  const role = useSession()?.role;
  const { label, tone } = stateLook(asked ? 'requested' : state, role, asked ? undefined : of);
  return <Badge tone={tone}>{label}</Badge>;
}
