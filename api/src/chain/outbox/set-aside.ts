import type { Command } from './store.js';

/** Retried in one round at most, so that they leave room for commands not tried yet. */
const RETRIED = 16;
const LONGEST_MS = 5_000;

interface Waiting {
  id: string;
  seq: bigint;
  subjectId: string;
  pauseMs: number;
  dueAt: number;
}

/**
 * Commands the chain refuses today, which an earlier command on its way may make possible. They wait
 * beside the queue and hold up nobody but later commands of their own subject. Kept in memory: a new
 * leader finds out anew.
 */
export class SetAside {
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly firstPauseMs: number) {}

  /** Ids to leave out of the next round. */
  resting(now: number): string[] {
    const due = [...this.waiting.values()]
      .filter((one) => one.dueAt <= now)
      .sort((a, b) => (a.seq < b.seq ? -1 : 1))
      .slice(0, RETRIED);
    const tried = new Set(due.map((one) => one.id));
    return [...this.waiting.keys()].filter((id) => !tried.has(id));
  }

  put(command: Command, now: number): void {
    const before = this.waiting.get(command.id)?.pauseMs;
    const pauseMs = before ? Math.min(before * 2, LONGEST_MS) : this.firstPauseMs;
    this.waiting.set(command.id, {
      id: command.id,
      seq: command.seq,
      subjectId: command.subject.id,
      pauseMs,
      dueAt: now + pauseMs,
    });
  }

  forget(commands: Command[]): void {
    for (const { id } of commands) this.waiting.delete(id);
  }

  /** Whether an earlier command of the same subject waits: to pass it would change their order. */
  holds(command: Command): boolean {
    for (const one of this.waiting.values()) {
      if (one.subjectId === command.subject.id && one.seq < command.seq) return true;
    }
    return false;
  }
}
